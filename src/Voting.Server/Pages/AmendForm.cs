using System.Globalization;
using Microsoft.Extensions.Localization;
using Voting.Rules.Contests;
using Voting.Server.Contests;
using Voting.Server.Http;
using Voting.Server.Organizers;

namespace Voting.Server.Pages;

/// <summary>An amendment as a form: filled with what stands; a field that was left as it was changes nothing.</summary>
public sealed class AmendForm : IFieldForm
{
    private const string LocalTime = "yyyy-MM-ddTHH:mm";
    private readonly Contest _contest;
    private readonly IStringLocalizer<Texts> _texts;
    private readonly Dictionary<string, string> _standing;
    private readonly Func<string, string> _typed;
    private readonly List<FormError> _errors = [];

    private AmendForm(Contest contest, IStringLocalizer<Texts> texts, Func<string, string?> typed)
    {
        (_contest, _texts, _standing) = (contest, texts, StandingOf(contest));
        _typed = field => typed(field) ?? _standing.GetValueOrDefault(field, "");
    }

    public static IReadOnlyList<string> Fields { get; } =
        ["closesAt", "visibility", "visibility.minutes", "visibility.at", "visibility.from", "workingDays", "holidays", "tieDecision", "reason"];

    string IFieldForm.Texts => "amend.";

    public string this[string field] => _typed(field);

    public IReadOnlyList<FormError> Errors => _errors;

    public static AmendForm Of(Contest contest, IStringLocalizer<Texts> texts) => new(contest, texts, _ => null);

    public static AmendForm Of(Contest contest, IFormCollection fields, IStringLocalizer<Texts> texts) =>
        new(contest, texts, field => fields.ContainsKey(field) ? fields[field].ToString().Trim() : null);

    public AmendmentBody Read() => new(
        this["reason"],
        IsChanged("closesAt") ? FormReading.Time(this["closesAt"], _contest.Zone) ?? Missing("closesAt") : null,
        Fields.Any(field => field.StartsWith("visibility", StringComparison.Ordinal) && IsChanged(field))
            ? FormReading.Visibility(this, _contest.Zone) : null,
        IsChanged("workingDays") || IsChanged("holidays") ? ReadPublicity() : null,
        IsChanged("tieDecision") ? FormReading.Numbers(this["tieDecision"]) ?? [-1] : null);

    /// <summary>Takes over what the act has found wrong, in words at the fields.</summary>
    public void Refuse(IEnumerable<FieldError> errors) => _errors.AddRange(errors
        .Select(error => (Field: FieldOf(error.Field), error.Problem))
        .Select(error => new FormError(error.Field, WordsFor(error.Field, error.Problem)))
        .Where(error => !_errors.Exists(known => known.Field == error.Field))
        .ToList());

    private static Dictionary<string, string> StandingOf(Contest contest) => new()
    {
        ["closesAt"] = Local(contest, contest.ClosesAt),
        ["visibility"] = contest.Visibility.Mode,
        ["visibility.minutes"] = contest.Visibility.Minutes?.ToString(CultureInfo.InvariantCulture) ?? "",
        ["visibility.at"] = contest.Visibility.At ?? "",
        ["visibility.from"] = contest.Visibility.From is { } from ? Local(contest, from) : "",
        ["workingDays"] = (contest.Rules.Publicity ?? PublicityPeriod.None).WorkingDays.ToString(CultureInfo.InvariantCulture),
        ["holidays"] = string.Join('\n', (contest.Rules.Publicity ?? PublicityPeriod.None).Holidays.Select(RuleWords.Day)),
        ["tieDecision"] = string.Join(' ', contest.Rules.TieDecision ?? []),
    };

    private static string Local(Contest contest, DateTimeOffset at) =>
        TimeZoneInfo.ConvertTime(at, contest.Zone).ToString(LocalTime, CultureInfo.InvariantCulture);

    private bool IsChanged(string field) => _typed(field).ReplaceLineEndings("\n") != _standing.GetValueOrDefault(field, "");

    /// <summary>What is no time is no later end either.</summary>
    private DateTimeOffset Missing(string field)
    {
        _errors.Add(new(field, _texts["new.error.time"]));
        return DateTimeOffset.UnixEpoch;
    }

    private PublicityPeriod ReadPublicity()
    {
        if (FormReading.Days(this["holidays"]) is not { } holidays)
            _errors.Add(new("holidays", _texts["new.error.holidays"]));
        else
            return new PublicityPeriod(FormReading.Whole(this["workingDays"]) ?? -1, holidays);
        return new PublicityPeriod(FormReading.Whole(this["workingDays"]) ?? -1, []);
    }

    private static string FieldOf(string apiField) => apiField switch
    {
        "visibility.mode" => "visibility",
        "publicity.holidays" => "holidays",
        "publicity" or "publicity.workingDays" => "workingDays",
        "changes" => "reason",
        _ => apiField,
    };

    private string WordsFor(string field, string problem) =>
        _texts[$"amend.error.{field}.{problem}"] is { ResourceNotFound: false } exact ? exact
        : _texts[$"amend.error.{problem}"] is { ResourceNotFound: false } general ? general
        : _texts[$"new.error.{field}"];
}
