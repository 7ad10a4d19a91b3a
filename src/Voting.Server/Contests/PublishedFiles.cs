using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Voting.Rules.Contests;
using Voting.Rules.Panel;
using Voting.Rules.Ranking;

namespace Voting.Server.Contests;

/// <summary>
/// The files whose hashes the <c>open</c> leaf holds: everything that decides the result, and what could be voted for. They
/// are computed until voting opens and fixed to the byte from then on.
/// </summary>
public sealed record PublishedFiles(byte[] Rules, byte[] Entries)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public string RulesHash { get; } = Convert.ToHexStringLower(SHA256.HashData(Rules));

    public string EntriesHash { get; } = Convert.ToHexStringLower(SHA256.HashData(Entries));

    public static PublishedFiles Of(
        string slug, string timeZone, DateTimeOffset opensAt, DateTimeOffset closesAt, IReadOnlyList<Group> groups,
        IReadOnlyList<Criterion> criteria, ContestRules rules, Visibility visibility, IEnumerable<Entry> shortlist) =>
        new(
            JsonSerializer.SerializeToUtf8Bytes(
                new RulesFile(
                    slug, timeZone, opensAt.UtcDateTime, closesAt.UtcDateTime, groups, criteria, rules.Ballot, rules.Channels,
                    rules.Score, visibility, rules.Publicity ?? PublicityPeriod.None, rules.TieDecision, rules.MinMarks,
                    rules.ChannelVotes),
                Format),
            JsonSerializer.SerializeToUtf8Bytes(
                shortlist.Select(entry => new
                {
                    entry.Number,
                    entry.Group,
                    entry.Title,
                    entry.Organization,
                    entry.Region,
                    entry.Summary,
                    entry.Description,
                    entry.ImageUrl,
                }),
                Format));

    /// <summary>The members of <c>rules.json</c> in their order.</summary>
    private sealed record RulesFile(
        string Contest, string TimeZone, DateTime OpensAt, DateTime ClosesAt, IReadOnlyList<Group> Groups,
        IReadOnlyList<Criterion> Criteria, BallotPolicy Ballot, IReadOnlyList<string> Channels, ScorePolicy Score,
        Visibility Visibility, PublicityPeriod Publicity,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<int>? TieDecision,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? MinMarks,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, int>? ChannelVotes);
}
