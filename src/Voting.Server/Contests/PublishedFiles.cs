using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Voting.Rules.Contests;
using Voting.Rules.Panel;

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
                new
                {
                    contest = slug,
                    timeZone,
                    opensAt = opensAt.UtcDateTime,
                    closesAt = closesAt.UtcDateTime,
                    groups,
                    criteria,
                    rules.Ballot,
                    rules.Channels,
                    rules.Score,
                    visibility,
                },
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
}
