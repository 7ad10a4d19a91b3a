using System.Data.Common;
using Dapper;
using Voting.Server.Ledger;
using Voting.Server.Storage;

namespace Voting.Server.Voters;

/// <summary>So often in a period, and not sooner than a pause after the last time.</summary>
/// <param name="Subject">Keyed tag of what is limited and for whom; see <see cref="VoterTags"/>.</param>
public sealed record VoterLimit(byte[] Subject, long Most, TimeSpan Period, TimeSpan Pause = default);

/// <summary>Counters that all servers share. A period is a whole hour or day of UTC.</summary>
public sealed class VoterLimitStore(Database database, LedgerWriter writer)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(2);

    /// <returns>False when it is used up; then nothing is counted.</returns>
    public Task<bool> TakeAsync(VoterLimit limit, DateTimeOffset now) => writer.ActAsync(transaction =>
        TakeAsync(transaction.Connection, transaction.Transaction, limit, now));

    /// <summary>Inside the caller's transaction.</summary>
    public static async Task<bool> TakeAsync(DbConnection connection, DbTransaction transaction, VoterLimit limit, DateTimeOffset now)
    {
        var at = now.ToUnixTimeMilliseconds();
        const string sql = """
            INSERT INTO voter_limits (subject, period, used, last_at)
            VALUES (@Subject, @period, 1, @at)
            ON CONFLICT (subject) DO UPDATE
            SET    period = @period, last_at = @at,
                   used = CASE WHEN voter_limits.period = @period THEN voter_limits.used + 1 ELSE 1 END
            WHERE  (voter_limits.period <> @period OR voter_limits.used < @Most) AND voter_limits.last_at <= @notAfter
            """;
        return limit.Most > 0 && await connection.ExecuteAsync(
            sql,
            new
            {
                limit.Subject, limit.Most, at, period = PeriodOf(limit, now),
                notAfter = at - (long)limit.Pause.TotalMilliseconds,
            },
            transaction) == 1;
    }

    /// <summary>What was counted turned out not to have been.</summary>
    public static Task GiveBackAsync(DbConnection connection, DbTransaction transaction, VoterLimit limit, DateTimeOffset now) =>
        connection.ExecuteAsync(
            "UPDATE voter_limits SET used = used - 1 WHERE subject = @Subject AND period = @period AND used > 0",
            new { limit.Subject, period = PeriodOf(limit, now) }, transaction);

    public async Task<long> UsedAsync(VoterLimit limit, DateTimeOffset now)
    {
        await using var loan = await database.BorrowAsync();
        return await loan.Connection.ExecuteScalarAsync<long>(
            "SELECT coalesce(sum(used), 0) FROM voter_limits WHERE subject = @Subject AND period = @period",
            new { limit.Subject, period = PeriodOf(limit, now) });
    }

    /// <summary>Counters of before yesterday and codes that ran out.</summary>
    public Task SweepAsync(DateTimeOffset now) => writer.ActAsync(async transaction =>
    {
        var (connection, db) = (transaction.Connection, transaction.Transaction);
        await connection.ExecuteAsync("DELETE FROM voter_limits WHERE last_at < @before", new { before = (now - Kept).ToUnixTimeMilliseconds() }, db);
        return await connection.ExecuteAsync("DELETE FROM phone_codes WHERE expires_at <= @at", new { at = now.ToUnixTimeMilliseconds() }, db);
    });

    public async Task<bool> IsUsedUpAsync(VoterLimit limit, DateTimeOffset now) => await UsedAsync(limit, now) >= limit.Most;

    private static long PeriodOf(VoterLimit limit, DateTimeOffset now) => now.ToUnixTimeMilliseconds() / (long)limit.Period.TotalMilliseconds;
}
