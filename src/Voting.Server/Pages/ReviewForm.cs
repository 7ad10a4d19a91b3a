using System.Globalization;
using Microsoft.Extensions.Localization;
using Voting.Server.Contests;
using Voting.Server.Http;
using Voting.Server.Ledger;
using Voting.Server.Review;

namespace Voting.Server.Pages;

/// <summary>A review of ballots as a form: conditions, what to do, and why.</summary>
public sealed class ReviewForm(Contest contest, IStringLocalizer<Texts> texts, Func<string, string> typed) : IFieldForm
{
    private readonly List<FormError> _errors = [];

    public static IReadOnlyList<string> Fields { get; } =
        ["action", "entry", "channel", "addressPrefix", "from", "to", "rule", "finding", "state", "reason"];

    public static IReadOnlyList<string> Actions { get; } = [ReviewAct.Hold, ReviewAct.Void, ReviewAct.Restore];

    public static IReadOnlyList<string> Rules { get; } = ["", "R1", "R2", "R3", "R4", "R5"];

    public static IReadOnlyList<string> States { get; } = ["", ReviewFilter.Valid, ReviewFilter.Held, ReviewFilter.Voided];

    /// <summary>The channels that the contest has, or none in particular.</summary>
    public IReadOnlyList<string> Channels => ["", .. contest.Rules.Channels];

    string IFieldForm.Texts => "review.";

    public string this[string field] => typed(field);

    public IReadOnlyList<FormError> Errors => _errors;

    public static ReviewForm Of(Contest contest, IStringLocalizer<Texts> texts, IQueryCollection query) =>
        new(contest, texts, field => query[field].ToString().Trim());

    public static ReviewForm Of(Contest contest, IStringLocalizer<Texts> texts, IFormCollection fields) =>
        new(contest, texts, field => fields[field].ToString().Trim());

    public ReviewFilter Read() => new(
        this["entry"].Length == 0 ? null : FormReading.Whole(this["entry"]) ?? -1,
        Given("channel"), Given("addressPrefix"), ReadTime("from"), ReadTime("to"), Given("rule"),
        this["finding"].Length == 0 ? null : long.TryParse(this["finding"], NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : -1,
        null, Given("state"));

    /// <summary>Takes over what is wrong, in words at the fields.</summary>
    public void Refuse(IEnumerable<FieldError> errors) => _errors.AddRange(errors
        .Select(error => error.Field == "filter" ? "entry" : error.Field.Replace("filter.", "", StringComparison.Ordinal))
        .Where(field => !_errors.Exists(known => known.Field == field)).Distinct()
        .Select(field => new FormError(field, texts[$"review.error.{field}"])).ToList());

    private string? Given(string field) => this[field] is { Length: > 0 } text ? text : null;

    private DateTimeOffset? ReadTime(string field)
    {
        if (Given(field) is not { } text)
            return null;
        if (FormReading.Time(text, contest.Zone) is not { } time)
            _errors.Add(new(field, texts["new.error.time"]));
        else
            return time;
        return null;
    }
}
