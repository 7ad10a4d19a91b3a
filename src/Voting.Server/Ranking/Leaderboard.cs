using System.Text.Json.Serialization;
using Voting.Rules.Contests;

namespace Voting.Server.Ranking;

/// <summary>What somebody may see of a contest's counts at one moment. Fields that the visibility rule hides are absent.</summary>
/// <param name="Epoch">Versions of different epochs can not be compared.</param>
/// <param name="Version">Grows with every recorded batch that is shown, and with every act.</param>
/// <param name="AsOf">What was recorded until then is counted.</param>
/// <param name="Visibility">The mode of the contest's <see cref="Rules.Contests.Visibility"/>.</param>
/// <param name="Frozen">Counts stand still until the result is published.</param>
/// <param name="Ceremony">Awards that a ceremony has revealed; only they have a place. Absent outside a ceremony.</param>
/// <param name="Shown">What of it the rule shows at this moment.</param>
public sealed record Leaderboard(
    string Contest, int Epoch, long Version, DateTimeOffset AsOf, string Phase, string Visibility, bool Frozen,
    IReadOnlyList<LeaderboardGroup> Groups, [property: JsonIgnore] RevealKind Shown, int? Ceremony = null)
{
    [JsonIgnore]
    public string ETag => $"\"{Epoch}-{Version}-{Phase}{(Frozen ? "-frozen" : "")}\"";

    [JsonIgnore]
    public bool HasCounts => Shown is RevealKind.Everything or RevealKind.UpTo;

    /// <summary>0 where counts are not shown.</summary>
    [JsonIgnore]
    public long TotalVotes => Groups.Sum(group => group.Rows.Sum(row => row.Votes ?? 0));

    /// <summary>Somebody is ahead, as far as that is shown.</summary>
    [JsonIgnore]
    public bool HasLeaders => Groups.Any(group => group.Rows.Any(row => row.Rank is not null && row.Votes is not 0));

    public LeaderboardRow? Find(int number) => Groups.SelectMany(group => group.Rows).FirstOrDefault(row => row.Number == number);
}

public sealed record LeaderboardGroup(string Code, IReadOnlyList<LeaderboardRow> Rows);

/// <summary>
/// One entry's place, as far as it is shown; by place, or by number where places are hidden. Scores are 0-100, rounded half up to 2
/// decimals from the exact value.
/// </summary>
/// <param name="TieBreak">What separated it from entries of the same score: <c>votes|expert|criterion|decision|joint</c>.</param>
public sealed record LeaderboardRow(
    int? Rank, int Number, string Title, long? Votes, decimal? PublicScore, decimal? ExpertScore, decimal? Score, string? TieBreak);
