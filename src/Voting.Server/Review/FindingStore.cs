using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Dapper;
using Voting.Rules.Signals;
using Voting.Server.Storage;

namespace Voting.Server.Review;

/// <summary>A finding of a signal rule as it was kept.</summary>
/// <param name="Facts">Names as the rule has them, in its order.</param>
/// <param name="Ballots">Log indexes, ascending.</param>
public sealed record KeptFinding(
    long Id, string Rule, int Version, string Severity, string Reason, int? Entry, IReadOnlyList<SignalFact> Facts,
    IReadOnlyList<long> Ballots, DateTimeOffset FoundAt)
{
    public bool IsHold => Severity == FindingStore.Wire(SignalSeverity.Hold);
}

/// <summary>Findings of the signal rules, and how far they have looked.</summary>
public sealed class FindingStore(Database database)
{
    /// <summary>All of a contest, the newest first.</summary>
    public async Task<IReadOnlyList<KeptFinding>> ReadAsync(long contestId)
    {
        const string sql = """
            SELECT   id, rule, version, severity, reason, entry, facts, ballots, found_at AS FoundAt
            FROM     signal_findings
            WHERE    contest_id = @contestId
            ORDER BY id DESC
            """;
        await using var loan = await database.BorrowAsync();
        return [.. (await loan.Connection.QueryAsync<Row>(sql, new { contestId })).Select(row => row.ToFinding())];
    }

    /// <summary>Takes over what a scan found; a finding that has grown since keeps its id.</summary>
    public static async Task KeepAsync(
        DbConnection connection, DbTransaction transaction, long contestId, IReadOnlyList<SignalFinding> findings, long now)
    {
        const string sql = """
            INSERT INTO signal_findings (contest_id, fingerprint, rule, version, severity, reason, entry, facts, ballots, found_at)
            VALUES (@contestId, @fingerprint, @Rule, @Version, @severity, @Reason, @Entry, @facts, @ballots, @now)
            ON CONFLICT (contest_id, fingerprint) DO UPDATE SET facts = excluded.facts, ballots = excluded.ballots
            """;
        await connection.ExecuteAsync(
            sql,
            findings.Select(finding => new
            {
                contestId,
                fingerprint = string.Create(
                    CultureInfo.InvariantCulture, $"{finding.Rule}/{finding.Version}/{finding.Reason}/{finding.Entry}/{finding.Ballots[0]}"),
                finding.Rule,
                finding.Version,
                severity = Wire(finding.Severity),
                finding.Reason,
                finding.Entry,
                facts = JsonSerializer.Serialize(finding.Facts, JsonSerializerOptions.Web),
                ballots = JsonSerializer.Serialize(finding.Ballots),
                now,
            }),
            transaction);
    }

    /// <summary>Of several servers one looks, once for each size of the log, and not before <paramref name="notBefore"/>.</summary>
    /// <returns>Whether this server is to look now.</returns>
    public static async Task<bool> TryTakeTurnAsync(
        DbConnection connection, DbTransaction transaction, long contestId, long size, long now, long notBefore)
    {
        const string sql = """
            INSERT INTO signal_scans (contest_id, size, at) VALUES (@contestId, @size, @now)
            ON CONFLICT (contest_id) DO UPDATE SET size = excluded.size, at = excluded.at
            WHERE signal_scans.size < excluded.size AND signal_scans.at <= @notBefore
            """;
        return await connection.ExecuteAsync(sql, new { contestId, size, now, notBefore }, transaction) == 1;
    }

    public static string Wire(SignalSeverity severity) => severity == SignalSeverity.Hold ? "hold" : "alert";

    private sealed class Row
    {
        public long Id { get; init; }
        public required string Rule { get; init; }
        public int Version { get; init; }
        public required string Severity { get; init; }
        public required string Reason { get; init; }
        public int? Entry { get; init; }
        public required string Facts { get; init; }
        public required string Ballots { get; init; }
        public long FoundAt { get; init; }

        public KeptFinding ToFinding() => new(
            Id, Rule, Version, Severity, Reason, Entry, JsonSerializer.Deserialize<SignalFact[]>(Facts, JsonSerializerOptions.Web)!,
            JsonSerializer.Deserialize<long[]>(Ballots)!, DateTimeOffset.FromUnixTimeMilliseconds(FoundAt));
    }
}
