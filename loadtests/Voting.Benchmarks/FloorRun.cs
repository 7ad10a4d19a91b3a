using System.Text.Json;
using Dapper;
using Npgsql;
using Voting.Server.Ledger;

namespace Voting.Benchmarks;

/// <summary>The same rows in a table with nothing but its primary key: no log, no look for repeats, no head.</summary>
public sealed class FloorRun : IBatchRun
{
    private readonly NpgsqlConnection _connection;
    private long _next;

    private FloorRun(NpgsqlConnection connection) => _connection = connection;

    public long ContestId => 1;

    public static async Task<IBatchRun> OpenAsync(string connectionString)
    {
        var connection = new NpgsqlConnection($"{connectionString};Pooling=false;Max Auto Prepare=10;Auto Prepare Min Usages=2");
        await connection.OpenAsync();
        await connection.ExecuteAsync("""
            SET synchronous_commit = on;
            CREATE TABLE ballots (
                contest_id BIGINT NOT NULL, log_index BIGINT NOT NULL, ballot_id TEXT NOT NULL, voter BYTEA NOT NULL,
                key_hash BYTEA NOT NULL, channel TEXT NOT NULL, entries TEXT NOT NULL, period BIGINT NOT NULL,
                accepted_at BIGINT NOT NULL, remaining BIGINT NOT NULL, checkpoint_size BIGINT NOT NULL,
                shard BIGINT NOT NULL, epoch BIGINT NOT NULL, seq BIGINT NOT NULL,
                PRIMARY KEY (contest_id, log_index));
            """);
        return new FloorRun(connection);
    }

    public async Task CommitAsync(IReadOnlyList<BallotIntent> batch)
    {
        await using var transaction = await _connection.BeginTransactionAsync();
        await _connection.ExecuteAsync(
            """
            INSERT INTO ballots
            SELECT @ContestId, @first + place - 1, id, voter, key_hash, channel, entries, period, at, remaining, @size, shard, epoch, seq
            FROM   unnest(@ids::text[], @voters::bytea[], @keys::bytea[], @channels::text[], @entries::text[], @periods::bigint[],
                          @ats::bigint[], @remainings::bigint[], @shards::bigint[], @epochs::bigint[], @seqs::bigint[])
                   WITH ORDINALITY AS i (id, voter, key_hash, channel, entries, period, at, remaining, shard, epoch, seq, place)
            """,
            new
            {
                ContestId,
                first = _next,
                size = _next + batch.Count,
                ids = batch.Select(ballot => ballot.BallotId).ToArray(),
                voters = batch.Select(ballot => ballot.Voter).ToArray(),
                keys = batch.Select(ballot => ballot.KeyHash).ToArray(),
                channels = batch.Select(ballot => ballot.Channel).ToArray(),
                entries = batch.Select(ballot => JsonSerializer.Serialize(ballot.Entries)).ToArray(),
                periods = batch.Select(ballot => (long)ballot.Period).ToArray(),
                ats = batch.Select(ballot => ballot.AcceptedAt).ToArray(),
                remainings = batch.Select(ballot => (long)ballot.Remaining).ToArray(),
                shards = batch.Select(ballot => (long)ballot.Shard).ToArray(),
                epochs = batch.Select(ballot => (long)ballot.Epoch).ToArray(),
                seqs = batch.Select(ballot => ballot.Seq).ToArray(),
            },
            transaction);
        await transaction.CommitAsync();
        _next += batch.Count;
    }

    public Task FinishAsync(IEnumerable<BallotIntent> ballots) => Task.CompletedTask;

    public Task<ProcessorTime> ProcessorTimeAsync() => ProcessorTime.ReadAsync(_connection);

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
