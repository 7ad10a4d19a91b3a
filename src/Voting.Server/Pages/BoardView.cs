using System.Globalization;
using Voting.Rules.Contests;
using Voting.Server.Contests;
using Voting.Server.Ranking;

namespace Voting.Server.Pages;

/// <summary>One group of a leaderboard, as a page shows it.</summary>
/// <param name="IsPinned">Whether the visitor asked for this group; a screen without a wish goes through all of them.</param>
public sealed record BoardView(Contest Contest, Leaderboard Board, Group Group, bool IsPinned, DateTimeOffset Now, string VoteUrl)
{
    public IReadOnlyList<LeaderboardRow> Rows { get; } =
        Board.Groups.FirstOrDefault(group => group.Code == Group.Code)?.Rows ?? [];

    public long GroupVotes => Rows.Sum(row => row.Votes ?? 0);

    /// <summary>Before the first vote and mark everybody is first; saying so would be no ranking.</summary>
    public bool IsRanked => Rows.Any(row => row.Rank is not null && row.Score != 0);

    public bool ExpertsAreIn => Rows.Any(row => row.ExpertScore is not null);

    /// <summary>Classes of a page whose rows have no figures, and of one that does not move with the votes.</summary>
    public string Without => Board.Shown switch
    {
        RevealKind.Places => "without-counts",
        RevealKind.UpTo => "not-live",
        RevealKind.Nothing => "without-counts not-live",
        _ => "",
    };

    public decimal PublicWeight => Contest.Rules.Score.PublicWeight;

    public decimal ExpertWeight => Contest.Rules.Score.ExpertWeight;

    /// <summary>What scanning the code is for: <c>voting</c>, or <c>before</c> or <c>after</c> it.</summary>
    public string QrPurpose => Contest.Phase switch
    {
        < ContestPhase.Voting => "before",
        ContestPhase.Voting => "voting",
        _ => "after",
    };

    public DateTimeOffset InZone(DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, Contest.Zone);

    public string GroupUrl(string page, string code) => $"/c/{Contest.Slug}/{page}?group={Uri.EscapeDataString(code)}";

    public static string Percent(decimal weight) => ContestWords.Percent(weight) + "%";

    public static string Plain(decimal number) => number.ToString("0.####", CultureInfo.InvariantCulture);
}
