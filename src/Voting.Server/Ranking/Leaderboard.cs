using System.Text.Json.Serialization;

namespace Voting.Server.Ranking;

/// <summary>What everybody sees of a contest's counts at one moment. Fields that a visibility rule hides are absent.</summary>
/// <param name="Epoch">Versions of different epochs can not be compared.</param>
/// <param name="Version">Grows with every recorded batch and act.</param>
/// <param name="AsOf">When these rows were ranked.</param>
public sealed record Leaderboard(
    string Contest, int Epoch, long Version, DateTimeOffset AsOf, string Phase, string Visibility, bool Frozen,
    IReadOnlyList<LeaderboardGroup> Groups)
{
    [JsonIgnore]
    public string ETag => $"\"{Epoch}-{Version}-{Phase}\"";

    public LeaderboardRow? Find(int number) => Groups.SelectMany(group => group.Rows).FirstOrDefault(row => row.Number == number);

    [JsonIgnore]
    public long TotalVotes => Groups.Sum(group => group.Rows.Sum(row => row.Votes));
}

public sealed record LeaderboardGroup(string Code, IReadOnlyList<LeaderboardRow> Rows);

/// <summary>One entry's place. Scores are 0-100, rounded half up to 2 decimals from the exact value.</summary>
/// <param name="TieBreak">What separated it from entries of the same score: <c>votes|expert|criterion|decision|joint</c>.</param>
public sealed record LeaderboardRow(
    int Rank, int Number, string Title, long Votes, decimal PublicScore, decimal? ExpertScore, decimal Score, string? TieBreak);
