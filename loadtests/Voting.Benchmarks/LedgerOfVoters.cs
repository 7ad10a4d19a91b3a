using Dapper;
using Npgsql;

namespace Voting.Benchmarks;

/// <summary>
/// Ballots of many voters, made by SQL in the table of ballots, which is all that a refill reads. The log has no leaves of them:
/// they stand behind its end, and a server that compares the two rightly complains.
/// </summary>
public sealed class LedgerOfVoters(string connectionString, string slug) : IAsyncDisposable
{
    private const long FirstIndex = 1_000_000_000;

    private readonly NpgsqlConnection _connection = new($"{connectionString};Pooling=false;Command Timeout=1800");

    /// <summary>In place of those before; all cast yesterday, or today.</summary>
    public async Task PutAsync(int voters, BoxShape shape, int period, long acceptedAt)
    {
        await _connection.OpenAsync();
        await _connection.ExecuteAsync(
            $"""
            DELETE FROM ballots WHERE log_index >= {FirstIndex};
            INSERT INTO ballots (contest_id, log_index, ballot_id, voter, key_hash, channel, entries, period, accepted_at,
                                 remaining, checkpoint_size, shard, epoch, seq)
            SELECT   c.id, {FirstIndex} + n, lpad(to_hex(n), 32, '0'),
                     substring(sha256(int8send(n % @voters)) FOR 16), substring(sha256(int8send(n + {FirstIndex})) FOR 8),
                     'device', {shape.EntriesSql}, @period, @acceptedAt, 7, 1, 0, 1, n + 1
            FROM     contests c, generate_series(0::bigint, @voters::bigint * {shape.BallotsPerVoter} - 1) n
            WHERE    c.slug = @slug
            ORDER BY n;
            """,
            new { voters, period, acceptedAt, slug });
        await _connection.ExecuteAsync("VACUUM (ANALYZE) ballots");
        await _connection.CloseAsync();
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
