using System.Data.Common;
using System.Security.Cryptography;
using Dapper;
using Voting.Server.Ledger;

namespace Voting.Server.Voters;

/// <summary>What came of asking for a message.</summary>
public enum SmsBudget
{
    Taken,

    /// <summary>This phone had one less than a minute ago, or all of its day's.</summary>
    PhoneUsedUp,
    AddressUsedUp,

    /// <summary>The day's messages in all.</summary>
    DayUsedUp,
}

/// <summary>Codes on their way to phones: one of a phone and contest at a time, five tries each.</summary>
public sealed class PhoneCodeStore(LedgerWriter writer)
{
    private const int MostTries = 5;

    /// <summary>
    /// Takes one message from every budget, or from none, and puts the code in the place of the one before.
    /// </summary>
    public Task<SmsBudget> PutAsync(
        long contestId, byte[] phone, byte[] codeHash, DateTimeOffset expiresAt, DateTimeOffset now,
        VoterLimit ofPhone, VoterLimit ofAddress, VoterLimit ofDay) => writer.ActAsync(async transaction =>
    {
        var (connection, db) = (transaction.Connection, transaction.Transaction);
        // Always in this order, so that two servers never wait for each other: the phone first, whose answer is the same either way.
        if (!await VoterLimitStore.TakeAsync(connection, db, ofPhone, now))
            return SmsBudget.PhoneUsedUp;
        var isAddressLeft = await VoterLimitStore.TakeAsync(connection, db, ofAddress, now);
        if (isAddressLeft && await VoterLimitStore.TakeAsync(connection, db, ofDay, now))
        {
            await connection.ExecuteAsync(
                """
                INSERT INTO phone_codes (contest_id, phone, code_hash, expires_at, tries)
                VALUES (@contestId, @phone, @codeHash, @expiresAt, 0)
                ON CONFLICT (contest_id, phone) DO UPDATE SET code_hash = @codeHash, expires_at = @expiresAt, tries = 0
                """,
                new { contestId, phone, codeHash, expiresAt = expiresAt.ToUnixTimeMilliseconds() }, db);
            return SmsBudget.Taken;
        }

        // The phone got nothing: nobody uses up another one's day by asking when there is nothing left.
        await ForgetLastAsync(connection, db, ofPhone, now);
        if (isAddressLeft)
            await VoterLimitStore.GiveBackAsync(connection, db, ofAddress, now);
        return isAddressLeft ? SmsBudget.DayUsedUp : SmsBudget.AddressUsedUp;
    });

    /// <summary>The message certainly did not leave: its code is worth nothing, and the phone may ask again at once.</summary>
    public Task TakeBackAsync(long contestId, byte[] phone, byte[] codeHash, DateTimeOffset now, VoterLimit ofPhone) => writer.ActAsync(async transaction =>
    {
        var (connection, db) = (transaction.Connection, transaction.Transaction);
        await connection.ExecuteAsync(
            "DELETE FROM phone_codes WHERE contest_id = @contestId AND phone = @phone AND code_hash = @codeHash",
            new { contestId, phone, codeHash }, db);
        await ForgetLastAsync(connection, db, ofPhone, now);
        return true;
    });

    /// <summary>One try, counted before it is looked at; a right one takes the code with it, so that of two only one gets in.</summary>
    public Task<bool> TryAsync(long contestId, byte[] phone, byte[] codeHash, DateTimeOffset now) => writer.ActAsync(async transaction =>
    {
        var (connection, db) = (transaction.Connection, transaction.Transaction);
        var expected = await connection.QuerySingleOrDefaultAsync<byte[]>(
            """
            UPDATE phone_codes
            SET    tries = tries + 1
            WHERE  contest_id = @contestId AND phone = @phone AND tries < @MostTries AND expires_at > @now
            RETURNING code_hash
            """,
            new { contestId, phone, MostTries, now = now.ToUnixTimeMilliseconds() }, db);
        if (expected is null || !CryptographicOperations.FixedTimeEquals(expected, codeHash))
            return false;
        return await connection.ExecuteAsync(
            "DELETE FROM phone_codes WHERE contest_id = @contestId AND phone = @phone", new { contestId, phone }, db) == 1;
    });

    private static async Task ForgetLastAsync(DbConnection connection, DbTransaction transaction, VoterLimit limit, DateTimeOffset now)
    {
        await VoterLimitStore.GiveBackAsync(connection, transaction, limit, now);
        var last = (now - limit.Pause).ToUnixTimeMilliseconds();
        await connection.ExecuteAsync(
            "UPDATE voter_limits SET last_at = @last WHERE subject = @Subject", new { limit.Subject, last }, transaction);
    }

    /// <summary>In the transaction that archives the contest.</summary>
    public static Task ForgetAsync(DbConnection connection, DbTransaction transaction, long contestId) =>
        connection.ExecuteAsync("DELETE FROM phone_codes WHERE contest_id = @contestId", new { contestId }, transaction);
}
