using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Localization;
using Voting.Rules.Contests;
using Voting.Server.Contests;
using Voting.Server.Http;

namespace Voting.Server.Pages;

/// <summary>Rules that may be amended, in words: what the rules page, the organizer's form and the history say of them.</summary>
public static class RuleWords
{
    public static string VisibilityWords(this IStringLocalizer<Texts> texts, Contest contest, Visibility visibility) => visibility switch
    {
        { Mode: Visibility.Every, Minutes: { } minutes } => texts["rules.visibility.every", minutes],
        { Mode: Visibility.Daily, At: { } at } => texts["rules.visibility.daily", at],
        { Mode: Visibility.Frozen, From: { } from } => texts["visibility.freezes", texts.ZonedInstant(contest, from)],
        { Mode: var mode } => texts["rules.visibility." + mode],
    };

    public static string PublicityWords(this IStringLocalizer<Texts> texts, PublicityPeriod? publicity) => publicity switch
    {
        null or { WorkingDays: 0 } => texts["rules.publicity.none"],
        { Holidays: [] } => texts["rules.publicity.days", publicity.WorkingDays],
        _ => texts["rules.publicity.holidays", publicity.WorkingDays, string.Join(texts["list.comma"], publicity.Holidays.Select(Day))],
    };

    public static string ZonedInstant(this IStringLocalizer<Texts> texts, Contest contest, DateTimeOffset at) =>
        texts["time.zoned", texts.Instant(contest, at), texts.Zone(contest, at)];

    /// <summary>The value of a member of <c>rules.json</c>.</summary>
    public static string RuleValue(this IStringLocalizer<Texts> texts, Contest contest, string field, JsonElement? value) => (field, value) switch
    {
        (Amendments.ClosesAt, { } closes) => texts.ZonedInstant(contest, closes.GetDateTimeOffset()),
        (Amendments.Visibility, { } visibility) => texts.VisibilityWords(contest, Read<Visibility>(visibility)),
        (Amendments.Publicity, var publicity) => texts.PublicityWords(publicity is { } period ? Read<PublicityPeriod>(period) : null),
        (Amendments.TieDecision, { } decision) when decision.GetArrayLength() > 0 => string.Join(
            texts["list.before"], Read<int[]>(decision).Select(number => Entry(contest, number))),
        (_, null) or (Amendments.TieDecision, _) => texts["amend.nothing"],
        (_, { } other) => other.GetRawText(),
    };

    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Entry(Contest contest, int number) =>
        $"{ContestWords.Numbered(number)} {contest.Entries.GetValueOrDefault(number)?.Title}".TrimEnd();

    private static T Read<T>(JsonElement value) => value.Deserialize<T>(JsonSerializerOptions.Web)!;
}
