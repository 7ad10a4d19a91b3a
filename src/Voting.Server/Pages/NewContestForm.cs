using System.Globalization;
using Microsoft.Extensions.Localization;
using Voting.Rules.Contests;
using Voting.Rules.Panel;
using Voting.Rules.Ranking;
using Voting.Server.Contests;
using Voting.Server.Http;

namespace Voting.Server.Pages;

/// <summary>
/// The create call as a form: keeps what was typed, and says what is wrong in words at the field. What counts as wrong is
/// decided by <see cref="CreateContestBody.Check"/>.
/// </summary>
public sealed class NewContestForm : IFieldForm
{
    private static readonly Dictionary<string, string> Defaults = new()
    {
        ["timeZone"] = "Asia/Shanghai",
        ["period"] = BallotPolicy.Day,
        ["votesPerPeriod"] = "10",
        ["votesPerEntryPerPeriod"] = "1",
        ["minChoices"] = "1",
        ["maxChoices"] = "10",
        ["publicShare"] = "80",
        ["public"] = ScorePolicy.Default.Public,
        ["expert"] = ScorePolicy.Default.Expert,
        ["expertScale"] = ScorePolicy.Default.ExpertScale,
        ["scope"] = ScorePolicy.Default.Scope,
        ["tie1"] = TieSteps.Votes,
        ["tie2"] = TieSteps.Expert,
        ["tie3"] = TieSteps.Criterion,
        ["tie4"] = TieSteps.Decision,
        ["visibility"] = Visibility.Live,
        ["workingDays"] = "0",
        ["channels"] = VoterChannels.Device,
    };

    private static readonly string[] Order =
    [
        "title", "slug", "summary", "timeZone", "opensAt", "closesAt", "groups", "channels", "votes.device", "votes.wechat", "votes.phone",
        "votes.code", "period", "votesPerPeriod", "votesPerEntryPerPeriod", "minChoices", "maxChoices", "perGroup", "publicShare", "public", "criteria", "minMarks", "expertScale",
        "expert", "scope", "tie1", "visibility", "visibility.minutes", "visibility.at", "visibility.from", "workingDays", "holidays",
    ];

    private const string ChannelVotesField = "rules.channelVotes.";

    /// <summary>A tie step that is not used.</summary>
    public const string NoStep = "none";

    /// <summary>The fields of the tie steps between the score and the joint place.</summary>
    public static IReadOnlyList<string> Ties { get; } = ["tie1", "tie2", "tie3", "tie4"];

    public static IReadOnlyList<string> TieChoices { get; } = [.. TieSteps.Known.Except([TieSteps.Score, TieSteps.Joint]), NoStep];

    private readonly Func<string, string> _typed;
    private readonly IStringLocalizer<Texts> _texts;
    private readonly List<FormError> _errors = [];

    private NewContestForm(Func<string, string> typed, IStringLocalizer<Texts> texts) => (_typed, _texts) = (typed, texts);

    string IFieldForm.Texts => "new.";

    public string this[string field] => _typed(field);

    public IReadOnlyList<FormError> Errors => _errors;

    public static NewContestForm Empty(IStringLocalizer<Texts> texts) => new(field => Defaults.GetValueOrDefault(field, ""), texts);

    public static NewContestForm Of(IFormCollection fields, IStringLocalizer<Texts> texts) =>
        new(field => fields.ContainsKey(field) ? fields[field].ToString().Trim() : Defaults.GetValueOrDefault(field, ""), texts);

    public void Refuse(string field, string message) => _errors.Add(new(field, message));

    /// <returns>Null when something is wrong; <see cref="Errors"/> then say what.</returns>
    public NewContest? Check()
    {
        var groups = FormLines.Of(this["groups"]);
        var criteria = FormLines.Of(this["criteria"]);
        var (opensAt, closesAt) = (Time("opensAt"), Time("closesAt"));
        var holidays = FormReading.Days(this["holidays"]);
        var body = new CreateContestBody(
            this["slug"], this["title"], this["timeZone"], opensAt ?? default, closesAt ?? default,
            [.. groups.Select(line => new Group(line[0], line[1], line.Count == 3 ? Whole(line[2]) ?? -1 : -1))],
            new RulesBody(
                new BallotPolicy(
                    this["period"], Count("votesPerPeriod"), Count("votesPerEntryPerPeriod"), Count("minChoices"),
                    Count("maxChoices"), this["perGroup"].Length == 0 ? null : Count("perGroup")),
                Score: ReadScore(), Publicity: new PublicityPeriod(Whole(this["workingDays"]) ?? -1, holidays ?? []),
                MinMarks: this["minMarks"].Length == 0 ? null : Count("minMarks"), Channels: Channels, ChannelVotes: ReadChannelVotes()),
            this["summary"],
            Criteria: [.. criteria.Select(line => new Criterion(
                line[0], line[1], line.Count is 4 or 5 ? Whole(line[2]) ?? 0 : 0, line.Count is 4 or 5 ? Decimal(line[3]) ?? 0 : 0,
                line[4].Length > 0 ? line[4] : null))],
            Visibility: FormReading.Visibility(this, Zone));

        var (contest, errors) = body.Check();
        var found = errors.Select(error => ToFormError(error.Field, groups, criteria)).ToList();
        if (opensAt is null)
            found.Add(new("opensAt", _texts["new.error.time"]));
        if (closesAt is null)
            found.Add(new("closesAt", _texts["new.error.time"]));
        if (holidays is null)
            found.Add(new("holidays", _texts["new.error.holidays"]));
        if (opensAt is null || closesAt is null)
            found.RemoveAll(error => error == new FormError("closesAt", _texts["new.error.closesAt"]));
        _errors.AddRange(found.DistinctBy(error => (error.Field, error.Message)).OrderBy(error => Array.IndexOf(Order, error.Field)));
        return _errors.Count == 0 ? contest : null;
    }

    /// <summary><c>groups[2].code</c> is the third line of the field "groups"; <c>rules.ballot.perGroup</c> is "perGroup".</summary>
    private FormError ToFormError(string apiField, FormLines groups, FormLines criteria)
    {
        var bracket = apiField.IndexOf('[', StringComparison.Ordinal);
        if (bracket < 0)
        {
            var field = apiField switch
            {
                "rules.score.publicWeight" or "rules.score.expertWeight" => "publicShare",
                "rules.score.ties" => "tie1",
                "rules.channels" => "channels",
                _ when apiField.StartsWith(ChannelVotesField, StringComparison.Ordinal) => $"votes.{apiField[ChannelVotesField.Length..]}",
                "visibility.mode" => "visibility",
                _ when apiField.StartsWith("visibility.", StringComparison.Ordinal) => apiField,
                _ => apiField[(apiField.LastIndexOf('.') + 1)..],
            };
            return new(field, _texts[field.StartsWith("votes.", StringComparison.Ordinal) ? "new.error.votes" : $"new.error.{field}"]);
        }

        var name = apiField[..bracket];
        var index = int.Parse(apiField[(bracket + 1)..apiField.IndexOf(']', StringComparison.Ordinal)], CultureInfo.InvariantCulture);
        var part = apiField[(apiField.LastIndexOf('.') + 1)..];
        var row = (name == "groups" ? groups : criteria).RowOf(index);
        return new(name, _texts["new.error.line", row, _texts[$"new.error.line.{part}"].Value]);
    }

    /// <summary>The boxes that are ticked; the form sends an empty value with them, so that none is none.</summary>
    public IReadOnlyList<string> Channels => this["channels"].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Votes of a channel where they differ; null where they differ nowhere. Of a channel that is not ticked nothing counts.</summary>
    private Dictionary<string, int>? ReadChannelVotes()
    {
        var votes = Channels.Where(channel => this[$"votes.{channel}"].Length > 0).Distinct()
            .ToDictionary(channel => channel, channel => Count($"votes.{channel}"));
        return votes.Count == 0 ? null : votes;
    }

    private ScorePolicy ReadScore()
    {
        var publicWeight = Number("publicShare") / 100m;
        return new ScorePolicy
        {
            PublicWeight = publicWeight,
            ExpertWeight = 1 - publicWeight,
            Public = this["public"],
            Expert = this["expert"],
            ExpertScale = this["expertScale"],
            Scope = this["scope"],
            Ties = [TieSteps.Score, .. Ties.Select(field => this[field]).Where(step => step != NoStep), TieSteps.Joint],
        };
    }

    private DateTimeOffset? Time(string field) => FormReading.Time(this[field], Zone);

    /// <summary>An unknown zone is an error of its own field; the times are still read.</summary>
    private TimeZoneInfo Zone => TimeZoneInfo.TryFindSystemTimeZoneById(this["timeZone"], out var zone) ? zone : TimeZoneInfo.Utc;

    /// <summary>What is no number is 0, which is out of every range here.</summary>
    private int Count(string field) => Whole(this[field]) ?? 0;

    private decimal Number(string field) => Decimal(this[field]) ?? -1;

    private static int? Whole(string text) => FormReading.Whole(text);

    private static decimal? Decimal(string text) => FormReading.Decimal(text);
}
