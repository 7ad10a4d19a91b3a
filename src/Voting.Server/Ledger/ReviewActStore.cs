using System.Data.Common;
using Dapper;
using Voting.Server.Contests;
using Voting.Server.Storage;

namespace Voting.Server.Ledger;

/// <summary>One act of review on one ballot.</summary>
/// <param name="LogIndex">Of the act's leaf.</param>
/// <param name="Ballot">Log index of the ballot.</param>
/// <param name="Kind"><c>hold | void | restore</c>.</param>
/// <param name="Rule">Of the signal that led to it, or <c>manual</c>.</param>
/// <param name="Reason">Hex SHA-256 of the reason's text.</param>
/// <param name="ReasonText">Where it was asked for.</param>
public sealed record ReviewAct(long LogIndex, long Ballot, string Kind, string Rule, string Reason, string? ReasonText = null)
{
    public const string Hold = "hold";
    public const string Void = "void";
    public const string Restore = "restore";
}

/// <summary>Holds, voids and restores of ballots, and the counts that are valid after them.</summary>
public sealed class ReviewActStore(Database database, LedgerStore ledger)
{
    private const int LongestReadSeconds = 600;

    private const string LastActs = """
        SELECT contest_id, ballot, kind
        FROM   review_acts a
        WHERE  contest_id = @contestId AND log_index < @below
          AND  log_index = (SELECT max(log_index) FROM review_acts
                            WHERE contest_id = a.contest_id AND ballot = a.ballot AND log_index < @below)
        """;

    /// <param name="below">By the log's first so many leaves alone, acts of review included.</param>
    public async Task<ReviewedCount> CountAsync(long contestId, long? below = null)
    {
        var received = await ledger.CountVotesAsync(contestId, below: below);
        var voided = await CountVoidedAsync(contestId, below ?? long.MaxValue);
        return new ReviewedCount(
            received, new CountedVotes(new ReviewedVotes(voided.Votes).ValidOf(received.Votes), received.Ballots - voided.Ballots));
    }

    private async Task<CountedVotes> CountVoidedAsync(long contestId, long below)
    {
        const string sql = $"""
            SELECT b.entries
            FROM   ({LastActs}) l
            JOIN   ballots b ON b.contest_id = l.contest_id AND b.log_index = l.ballot
            WHERE  l.kind = 'void'
            """;
        await using var loan = await database.BorrowAsync();
        var votes = new Dictionary<int, long>();
        var ballots = 0L;
        foreach (var entries in await loan.Connection.QueryAsync<string>(sql, new { contestId, below }, commandTimeout: LongestReadSeconds))
        {
            ballots++;
            foreach (var entry in StoredEntries.Read(entries))
                votes[entry] = votes.GetValueOrDefault(entry) + 1;
        }

        return new CountedVotes(votes, ballots);
    }

    /// <summary>The last act on a ballot; null where there was none.</summary>
    public async Task<ReviewAct?> FindLastAsync(long contestId, long ballot)
    {
        const string sql = """
            SELECT   a.log_index AS LogIndex, a.ballot, a.kind, a.rule, a.reason, t.text AS ReasonText
            FROM     review_acts a
            JOIN     log_texts t ON t.contest_id = a.contest_id AND t.hash = a.reason
            WHERE    a.contest_id = @contestId AND a.ballot = @ballot
            ORDER BY a.log_index DESC
            LIMIT    1
            """;
        await using var loan = await database.BorrowAsync();
        return await loan.Connection.QuerySingleOrDefaultAsync<ReviewAct>(sql, new { contestId, ballot });
    }

    /// <summary>Kind of the last act by ballot; ballots without one are not in it.</summary>
    public async Task<IReadOnlyDictionary<long, string>> ReadLastKindsAsync(long contestId, long below = long.MaxValue)
    {
        await using var loan = await database.BorrowAsync();
        var rows = await loan.Connection.QueryAsync<(long ContestId, long Ballot, string Kind)>(
            LastActs, new { contestId, below }, commandTimeout: LongestReadSeconds);
        return rows.ToDictionary(row => row.Ballot, row => row.Kind);
    }

    /// <summary>The same of some ballots alone, inside the transaction of an act: voters wait for it.</summary>
    public async Task<IReadOnlyDictionary<long, string>> ReadLastKindsAsync(
        DbConnection connection, DbTransaction transaction, long contestId, IReadOnlyList<long> ballots)
    {
        var rows = await connection.QueryAsync<(long ContestId, long Ballot, string Kind)>(
            $"{LastActs} AND ballot {AmongBallots}", new { contestId, below = long.MaxValue, ballots = ballots.ToArray() }, transaction);
        return rows.ToDictionary(row => row.Ballot, row => row.Kind);
    }

    /// <summary>Acts of review as they were carried out together, the newest first.</summary>
    public async Task<IReadOnlyList<ReviewedTogether>> ReadGroupsAsync(long contestId, long below)
    {
        const string sql = """
            SELECT   a.kind, a.rule, t.text AS Reason, count(*) AS Ballots, min(a.log_index) AS FirstIndex
            FROM     review_acts a
            JOIN     log_texts t ON t.contest_id = a.contest_id AND t.hash = a.reason
            WHERE    a.contest_id = @contestId AND a.log_index < @below
            GROUP BY a.kind, a.rule, t.text
            ORDER BY min(a.log_index) DESC
            """;
        await using var loan = await database.BorrowAsync();
        return (await loan.Connection.QueryAsync<ReviewedTogether>(sql, new { contestId, below })).AsList();
    }

    /// <summary>Writes acts down, and moves their ballots' votes between the counts.</summary>
    /// <param name="before">Kind of the last act before by ballot.</param>
    public async Task AddAsync(
        DbConnection connection, DbTransaction transaction, long contestId, IReadOnlyList<ReviewAct> acts, IReadOnlyDictionary<long, string> before)
    {
        const string insert = """
            INSERT INTO review_acts (contest_id, log_index, ballot, kind, rule, reason)
            VALUES (@contestId, @LogIndex, @Ballot, @Kind, @Rule, @Reason)
            """;
        const string count = """
            INSERT INTO voided_votes (contest_id, entry, votes)
            VALUES (@contestId, @Key, @Value)
            ON CONFLICT (contest_id, entry) DO UPDATE SET votes = voided_votes.votes + excluded.votes
            """;
        await connection.ExecuteAsync(
            insert, acts.Select(act => new { contestId, act.LogIndex, act.Ballot, act.Kind, act.Rule, act.Reason }), transaction);

        var steps = acts.ToDictionary(act => act.Ballot, act => Step(act.Kind) - Step(before.GetValueOrDefault(act.Ballot)));
        var entries = await connection.QueryAsync<(long Ballot, string Entries)>(
            $"SELECT log_index, entries FROM ballots WHERE contest_id = @contestId AND log_index {AmongBallots}",
            new { contestId, ballots = steps.Keys.ToArray() }, transaction);
        var moved = new SortedDictionary<int, long>();
        foreach (var row in entries)
            foreach (var entry in StoredEntries.Read(row.Entries))
                moved[entry] = moved.GetValueOrDefault(entry) + steps[row.Ballot];
        await connection.ExecuteAsync(count, moved.Where(entry => entry.Value != 0).Select(entry => new { contestId, entry.Key, entry.Value }), transaction);
    }

    private string AmongBallots => database.IsPostgres ? "= ANY(@ballots)" : "IN @ballots";

    private static int Step(string? kind) => kind == ReviewAct.Void ? 1 : 0;
}

/// <summary>By the ledger: all that was recorded, and what the ranking counts of it.</summary>
/// <param name="Valid">Without the voided ballots.</param>
public sealed record ReviewedCount(CountedVotes Received, CountedVotes Valid);

/// <summary>Acts of review with the same kind, rule and reason.</summary>
public sealed class ReviewedTogether
{
    public required string Kind { get; init; }
    public required string Rule { get; init; }
    public required string Reason { get; init; }
    public long Ballots { get; init; }

    /// <summary>Log index of the first of these acts.</summary>
    public long FirstIndex { get; init; }
}
