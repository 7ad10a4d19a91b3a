using System.Data.Common;
using System.Text.Json;
using Dapper;
using Npgsql;
using Voting.Server.Log;
using Voting.Server.Storage;

namespace Voting.Server.Ledger;

/// <summary>Ballots in the database, and their answers put together again from rows, leaves and tiles.</summary>
public sealed class LedgerStore(Database database, LogStore logs, SignedHeads heads)
{
    private const int LongestReadSeconds = 600;

    private const string BallotColumns = """
        contest_id AS ContestId, log_index AS LogIndex, ballot_id AS BallotId, entries, accepted_at AS AcceptedAt,
        remaining, checkpoint_size AS CheckpointSize
        """;

    /// <summary>The ballot this voter cast under this key, if it is in the ledger.</summary>
    public async Task<RecordedBallot?> FindAsync(long contestId, byte[] voter, byte[] keyHash)
    {
        const string sql = $"""
            SELECT {BallotColumns}
            FROM   ballots
            WHERE  contest_id = @contestId AND voter = @voter AND key_hash = @keyHash
            """;
        return await ReadAsync(sql, new { contestId, voter, keyHash });
    }

    public async Task<RecordedBallot?> FindAsync(long contestId, string ballotId)
    {
        const string sql = $"SELECT {BallotColumns} FROM ballots WHERE contest_id = @contestId AND ballot_id = @ballotId";
        return await ReadAsync(sql, new { contestId, ballotId });
    }

    /// <summary>Those of the intents, all of one contest, whose voter and key are in the ledger already, as they stand there.</summary>
    public async Task<IReadOnlyList<StandingBallot>> FindStandingAsync(
        DbConnection connection, DbTransaction transaction, IReadOnlyList<BallotIntent> intents)
    {
        const string one = """
            SELECT voter, key_hash AS KeyHash, shard, epoch, seq
            FROM   ballots
            WHERE  contest_id = @ContestId AND voter = @Voter AND key_hash = @KeyHash
            """;
        // One look into the index for each, said in a form that leaves the planner no choice: a plain join was seen to read
        // every ballot of the contest for every intent while a table was young.
        const string together = """
            SELECT     b.voter, b.key_hash AS KeyHash, b.shard, b.epoch, b.seq
            FROM       unnest(@voters::bytea[], @keyHashes::bytea[]) AS i (voter, key_hash)
            CROSS JOIN LATERAL (
                SELECT *
                FROM   ballots
                WHERE  contest_id = @ContestId AND voter = i.voter AND key_hash = i.key_hash
                LIMIT  1) b
            """;
        var standing = new List<StandingBallot>();
        if (intents.Count == 0)
            return standing;
        if (database.IsPostgres)
        {
            var voters = intents.Select(intent => intent.Voter).ToArray();
            var keyHashes = intents.Select(intent => intent.KeyHash).ToArray();
            standing.AddRange(await connection.QueryAsync<StandingBallot>(
                together, new { intents[0].ContestId, voters, keyHashes }, transaction));
            return standing;
        }

        foreach (var intent in intents)
            standing.AddRange(await connection.QueryAsync<StandingBallot>(
                one, new { intent.ContestId, intent.Voter, intent.KeyHash }, transaction));
        return standing;
    }

    /// <returns>False when one of them stands already; the transaction is then to be rolled back.</returns>
    public Task<bool> InsertAsync(
        DbConnection connection, DbTransaction transaction, IReadOnlyList<BallotIntent> intents, LogExtension extension) =>
        database.IsPostgres
            ? InsertTogetherAsync(connection, transaction, intents, extension)
            : InsertOneByOneAsync(connection, transaction, intents, extension);

    /// <summary>Ballots of a contest in log order, as a box needs them to start; streamed.</summary>
    public async IAsyncEnumerable<StoredBallot> ReadAllAsync(long contestId)
    {
        const string sql = """
            SELECT   voter, key_hash, entries, period, seq, accepted_at, shard, epoch
            FROM     ballots
            WHERE    contest_id = @contestId
            ORDER BY log_index
            """;
        await using var loan = await database.BorrowAsync();
        await using var reader = await loan.Connection.ExecuteReaderAsync(sql, new { contestId }, commandTimeout: LongestReadSeconds);
        while (await reader.ReadAsync())
            yield return new StoredBallot(
                (byte[])reader.GetValue(0),
                (byte[])reader.GetValue(1),
                StoredEntries.Read(reader.GetString(2)),
                reader.GetInt32(3),
                reader.GetInt64(4),
                reader.GetInt64(5),
                reader.GetInt32(6),
                reader.GetInt32(7));
    }

    /// <summary>Ballots of one shard of a contest, in no order; streamed.</summary>
    public async IAsyncEnumerable<ShardBallot> ReadShardAsync(long contestId, int shard)
    {
        const string sql = "SELECT voter, key_hash, entries, period FROM ballots WHERE contest_id = @contestId AND shard = @shard";
        await using var loan = await database.BorrowAsync();
        await using var reader = await loan.Connection.ExecuteReaderAsync(sql, new { contestId, shard }, commandTimeout: LongestReadSeconds);
        while (await reader.ReadAsync())
            yield return new ShardBallot(
                (byte[])reader.GetValue(0), (byte[])reader.GetValue(1), StoredEntries.Read(reader.GetString(2)), reader.GetInt32(3));
    }

    /// <summary>Ballots and votes of a contest as they stand in one reading.</summary>
    /// <param name="shard">Of one shard of its box alone.</param>
    /// <param name="below">Of the log's first so many leaves alone.</param>
    public async Task<CountedVotes> CountVotesAsync(long contestId, int? shard = null, long? below = null)
    {
        var own = $"""
            FROM ballots WHERE contest_id = @contestId {(shard is null ? "" : "AND shard = @shard")} {(below is null ? "" : "AND log_index < @below")}
            """;
        var each = database.IsPostgres
            ? $"SELECT entry::bigint AS entry FROM (SELECT entries {own}) b, json_array_elements_text(b.entries::json) e (entry)"
            : $"SELECT e.value AS entry FROM (SELECT entries {own}) b, json_each(b.entries) e";
        var sql = $"""
            SELECT NULL AS Entry, count(*) AS Votes {own}
            UNION ALL
            SELECT entry, count(*) FROM ({each}) v GROUP BY entry
            """;
        await using var loan = await database.BorrowAsync();
        var rows = (await loan.Connection.QueryAsync<(long? Entry, long Votes)>(
            sql, new { contestId, shard, below }, commandTimeout: LongestReadSeconds)).AsList();
        return new CountedVotes(
            rows.Where(row => row.Entry is not null).ToDictionary(row => (int)row.Entry!.Value, row => row.Votes),
            rows.Single(row => row.Entry is null).Votes);
    }

    /// <summary>What a voter gave in a period, by the ledger: one item a vote.</summary>
    public async Task<IReadOnlyList<int>> GivenAsync(long contestId, byte[] voter, int period)
    {
        const string sql = """
            SELECT   entries
            FROM     ballots
            WHERE    contest_id = @contestId AND voter = @voter AND period = @period
            ORDER BY log_index
            """;
        await using var loan = await database.BorrowAsync();
        var ballots = await loan.Connection.QueryAsync<string>(sql, new { contestId, voter, period });
        return [.. ballots.SelectMany(StoredEntries.Read)];
    }

    /// <summary>The entries (JSON) of the ballots from one log index to before another, by log index.</summary>
    public async Task<IEnumerable<KeyValuePair<long, string>>> ReadEntriesAsync(long contestId, long from, long to)
    {
        const string sql = """
            SELECT log_index AS Key, entries AS Value
            FROM   ballots
            WHERE  contest_id = @contestId AND log_index >= @from AND log_index < @to
            """;
        await using var loan = await database.BorrowAsync();
        var rows = await loan.Connection.QueryAsync<(long Key, string Value)>(sql, new { contestId, from, to });
        return rows.Select(row => KeyValuePair.Create(row.Key, row.Value));
    }

    /// <summary>The latest time in a contest's ballots, Unix milliseconds; 0 when there are none.</summary>
    public async Task<long> FindLatestTimeAsync(long contestId)
    {
        await using var loan = await database.BorrowAsync();
        return await loan.Connection.ExecuteScalarAsync<long>(
            "SELECT coalesce(max(accepted_at), 0) FROM ballots WHERE contest_id = @contestId",
            new { contestId }, commandTimeout: LongestReadSeconds);
    }

    /// <summary>The head as last committed, not locked.</summary>
    public Task<LogHead> ReadHeadAsync(long contestId) => logs.ReadHeadAsync(contestId);

    /// <summary>
    /// PostgreSQL: one statement that is sent whole. A server that freezes while it sends rows would hold the head in the middle
    /// of a statement, where none of the database's timeouts counts.
    /// </summary>
    private static async Task<bool> InsertTogetherAsync(
        DbConnection connection, DbTransaction transaction, IReadOnlyList<BallotIntent> intents, LogExtension extension)
    {
        const string sql = """
            INSERT INTO ballots (contest_id, log_index, ballot_id, voter, key_hash, channel, entries, period, accepted_at,
                                 remaining, checkpoint_size, shard, epoch, seq, trace)
            SELECT @ContestId, @FirstIndex + place - 1, ballot_id, voter, key_hash, channel, entries, period, accepted_at,
                   remaining, @Size, shard, epoch, seq, trace
            FROM   unnest(@ballotIds::text[], @voters::bytea[], @keyHashes::bytea[], @channels::text[], @entries::text[],
                          @periods::bigint[], @acceptedAts::bigint[], @remainings::bigint[], @shards::bigint[],
                          @epochs::bigint[], @seqs::bigint[], @traces::bytea[])
                   WITH ORDINALITY AS i (ballot_id, voter, key_hash, channel, entries, period, accepted_at, remaining, shard,
                                         epoch, seq, trace, place)
            """;
        try
        {
            // To ask for ON CONFLICT would cost every ballot a second look into the index, for what almost never happens.
            await connection.ExecuteAsync(
                sql,
                new
                {
                    intents[0].ContestId,
                    extension.FirstIndex,
                    extension.Size,
                    ballotIds = Column(intent => intent.BallotId),
                    voters = Column(intent => intent.Voter),
                    keyHashes = Column(intent => intent.KeyHash),
                    channels = Column(intent => intent.Channel),
                    entries = Column(intent => JsonSerializer.Serialize(intent.Entries)),
                    periods = Column(intent => (long)intent.Period),
                    acceptedAts = Column(intent => intent.AcceptedAt),
                    remainings = Column(intent => (long)intent.Remaining),
                    shards = Column(intent => (long)intent.Shard),
                    epochs = Column(intent => (long)intent.Epoch),
                    seqs = Column(intent => intent.Seq),
                    traces = Column(intent => intent.Trace),
                },
                transaction);
            return true;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return false;
        }

        T[] Column<T>(Func<BallotIntent, T> value) => [.. intents.Select(value)];
    }

    private static async Task<bool> InsertOneByOneAsync(
        DbConnection connection, DbTransaction transaction, IReadOnlyList<BallotIntent> intents, LogExtension extension)
    {
        const string sql = """
            INSERT INTO ballots (contest_id, log_index, ballot_id, voter, key_hash, channel, entries, period, accepted_at,
                                 remaining, checkpoint_size, shard, epoch, seq, trace)
            VALUES (@ContestId, @LogIndex, @BallotId, @Voter, @KeyHash, @Channel, @Entries, @Period, @AcceptedAt,
                    @Remaining, @CheckpointSize, @Shard, @Epoch, @Seq, @Trace)
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
                intent.Shard,
                intent.Epoch,
                intent.Seq,
                intent.Trace,
            }),
            transaction);
        return inserted == intents.Count;
    }

    private async Task<RecordedBallot?> ReadAsync(string sql, object parameters)
    {
        if (await FindRowAsync(sql, parameters) is not { } row)
            return null;
        var leaf = await logs.FindLeafAsync(row.ContestId, row.LogIndex);
        var note = await logs.FindCheckpointAsync(row.ContestId, row.CheckpointSize);
        if (leaf is null || note is null)
            throw new InvalidOperationException($"Ballot {row.BallotId} is in the ledger without its leaf or checkpoint.");
        await heads.EnsurePublishedAsync(row.ContestId, row.CheckpointSize);
        return new RecordedBallot(
            row.ContestId, row.BallotId, row.LogIndex, StoredEntries.Read(row.Entries), row.AcceptedAt, row.Remaining, leaf,
            await logs.ProveAsync(row.ContestId, row.LogIndex, row.CheckpointSize, note));
    }

    /// <summary>The connection is given back before the next is borrowed: many who hold one and wait for a second would wait for ever.</summary>
    private async Task<BallotRow?> FindRowAsync(string sql, object parameters)
    {
        await using var loan = await database.BorrowAsync();
        return await loan.Connection.QuerySingleOrDefaultAsync<BallotRow>(sql, parameters);
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
