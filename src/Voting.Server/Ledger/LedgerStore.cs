using System.Data.Common;
using System.Text.Json;
using Dapper;
using Voting.Server.Log;
using Voting.Server.Storage;

namespace Voting.Server.Ledger;

/// <summary>Ballots in the database, and their answers put together again from rows, leaves and tiles.</summary>
public sealed class LedgerStore(Database database, LogStore logs)
{
    private const string BallotColumns = """
        contest_id AS ContestId, log_index AS LogIndex, ballot_id AS BallotId, entries, accepted_at AS AcceptedAt,
        remaining, checkpoint_size AS CheckpointSize
        """;

    /// <summary>The ballot this voter cast under this key, if it is in the ledger.</summary>
    public async Task<RecordedBallot?> FindAsync(long contestId, byte[] voter, byte[] keyHash)
    {
        await using var loan = await database.BorrowAsync();
        return await ReadAsync(await FindRowAsync(loan.Connection, contestId, voter, keyHash));
    }

    public async Task<RecordedBallot?> FindAsync(long contestId, string ballotId)
    {
        const string sql = $"SELECT {BallotColumns} FROM ballots WHERE contest_id = @contestId AND ballot_id = @ballotId";
        await using var loan = await database.BorrowAsync();
        return await ReadAsync(await loan.Connection.QuerySingleOrDefaultAsync<BallotRow>(sql, new { contestId, ballotId }));
    }

    public async Task<bool> StandsAsync(BallotIntent intent)
    {
        await using var loan = await database.BorrowAsync();
        return await FindRowAsync(loan.Connection, intent.ContestId, intent.Voter, intent.KeyHash) is not null;
    }

    /// <returns>False when one of them stands already; the transaction is then to be rolled back.</returns>
    public async Task<bool> InsertAsync(
        DbConnection connection, DbTransaction transaction, IReadOnlyList<BallotIntent> intents, LogExtension extension)
    {
        const string sql = """
            INSERT INTO ballots (contest_id, log_index, ballot_id, voter, key_hash, channel, entries, period, accepted_at,
                                 remaining, checkpoint_size, epoch, seq)
            VALUES (@ContestId, @LogIndex, @BallotId, @Voter, @KeyHash, @Channel, @Entries, @Period, @AcceptedAt,
                    @Remaining, @CheckpointSize, @Epoch, @Seq)
            ON CONFLICT (contest_id, voter, key_hash) DO NOTHING
            """;
        var inserted = await connection.ExecuteAsync(
            sql,
            intents.Select((intent, i) => new
            {
                intent.ContestId,
                LogIndex = extension.FirstIndex + i,
                intent.BallotId,
                intent.Voter,
                intent.KeyHash,
                intent.Channel,
                Entries = JsonSerializer.Serialize(intent.Entries),
                intent.Period,
                intent.AcceptedAt,
                intent.Remaining,
                CheckpointSize = extension.Size,
                intent.Epoch,
                intent.Seq,
            }),
            transaction);
        return inserted == intents.Count;
    }

    /// <summary>All ballots of a contest in log order, as a box needs them to start; streamed.</summary>
    public async IAsyncEnumerable<StoredBallot> ReadAllAsync(long contestId)
    {
        const string sql = """
            SELECT   voter, key_hash AS KeyHash, entries, period, seq, accepted_at AS AcceptedAt
            FROM     ballots
            WHERE    contest_id = @contestId
            ORDER BY log_index
            """;
        await using var loan = await database.BorrowAsync();
        await using var reader = await loan.Connection.ExecuteReaderAsync(sql, new { contestId });
        while (await reader.ReadAsync())
            yield return new StoredBallot(
                (byte[])reader.GetValue(0),
                (byte[])reader.GetValue(1),
                JsonSerializer.Deserialize<int[]>(reader.GetString(2))!,
                reader.GetInt32(3),
                reader.GetInt64(4),
                reader.GetInt64(5));
    }

    /// <summary>The head as last committed, not locked.</summary>
    public async Task<LogHead> ReadHeadAsync(long contestId)
    {
        await using var loan = await database.BorrowAsync();
        return await logs.LockHeadAsync(loan.Connection, null, contestId);
    }

    private static Task<BallotRow?> FindRowAsync(
        DbConnection connection, long contestId, byte[] voter, byte[] keyHash)
    {
        const string sql = $"""
            SELECT {BallotColumns}
            FROM   ballots
            WHERE  contest_id = @contestId AND voter = @voter AND key_hash = @keyHash
            """;
        return connection.QuerySingleOrDefaultAsync<BallotRow?>(sql, new { contestId, voter, keyHash });
    }

    private async Task<RecordedBallot?> ReadAsync(BallotRow? row)
    {
        if (row is null)
            return null;
        var leaf = await logs.FindLeafAsync(row.ContestId, row.LogIndex);
        var note = await logs.FindCheckpointAsync(row.ContestId, row.CheckpointSize);
        if (leaf is null || note is null)
            throw new InvalidOperationException($"Ballot {row.BallotId} is in the ledger without its leaf or checkpoint.");
        return new RecordedBallot(
            row.ContestId, row.BallotId, row.LogIndex, JsonSerializer.Deserialize<int[]>(row.Entries)!, row.AcceptedAt,
            row.Remaining, leaf, await logs.ProveAsync(row.ContestId, row.LogIndex, row.CheckpointSize, note));
    }

    private sealed class BallotRow
    {
        public long ContestId { get; init; }
        public long LogIndex { get; init; }
        public required string BallotId { get; init; }
        public required string Entries { get; init; }
        public long AcceptedAt { get; init; }
        public int Remaining { get; init; }
        public long CheckpointSize { get; init; }
    }
}

/// <summary>What a box has to know of a recorded ballot.</summary>
public sealed record StoredBallot(byte[] Voter, byte[] KeyHash, int[] Entries, int Period, long Seq, long AcceptedAt);
