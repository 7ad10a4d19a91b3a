using System.Globalization;
using Microsoft.Extensions.Localization;
using Voting.Rules.Contests;
using Voting.Server.Contests;
using Voting.Server.Http;

namespace Voting.Server.Pages;

/// <summary>Times, numbers and quotas of a contest in the visitor's language; times always in the contest's zone.</summary>
public static class ContestWords
{
    /// <summary>"037", as on cards, posters and in speech.</summary>
    public static string Numbered(int number) => number.ToString("000", CultureInfo.InvariantCulture);

    public static string Count(long count) => count.ToString("N0", CultureInfo.CurrentCulture);

    /// <summary>A share of 1 as a whole or broken percentage without its sign.</summary>
    public static string Percent(decimal share) => (share * 100).ToString("0.##", CultureInfo.InvariantCulture);

    public static string Moment(this IStringLocalizer<Texts> texts, Contest contest, DateTimeOffset at) =>
        TimeZoneInfo.ConvertTime(at, contest.Zone).ToString(texts["time.moment"], CultureInfo.CurrentCulture);

    /// <summary>Down to the second, as acts and ballots are timed.</summary>
    public static string Instant(this IStringLocalizer<Texts> texts, Contest contest, DateTimeOffset at) =>
        TimeZoneInfo.ConvertTime(at, contest.Zone).ToString(texts["time.instant"], CultureInfo.CurrentCulture);

    public static string Zone(this IStringLocalizer<Texts> texts, Contest contest, DateTimeOffset at)
    {
        if (texts[$"zone.{contest.Zone.Id}"] is { ResourceNotFound: false } known)
            return known;
        var offset = contest.Zone.GetUtcOffset(at);
        return $"{contest.Zone.Id}, UTC{(offset < TimeSpan.Zero ? '-' : '+')}{offset:hh\\:mm}";
    }

    /// <summary>For <c>datetime</c> attributes: with the zone's offset.</summary>
    public static string Machine(Contest contest, DateTimeOffset at) =>
        TimeZoneInfo.ConvertTime(at, contest.Zone).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    /// <summary>"10 votes a person a day, 1 for the same entry".</summary>
    public static string Quota(this IStringLocalizer<Texts> texts, BallotPolicy policy) => texts[
        policy.Period == BallotPolicy.Day ? "quota.day" : "quota.contest", policy.VotesPerPeriod, policy.VotesPerEntryPerPeriod];

    /// <summary>The badge's class for what a visitor can do.</summary>
    public static string Badge(VotingState state) => state switch
    {
        VotingState.Open => "badge-jade",
        VotingState.Closed => "badge-quiet",
        _ => "badge-gold",
    };

    public static string PhaseName(this IStringLocalizer<Texts> texts, Contest contest, VotingState state) => texts[
        state == VotingState.Closed && contest.Phase == ContestPhase.Voting ? "stage.closed" : $"stage.{contest.Phase.ToWire()}"];
}
