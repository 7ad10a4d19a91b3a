using System.Data.Common;
using Dapper;
using Voting.Server.Ledger;
using Voting.Server.Storage;

namespace Voting.Server.Voters;

/// <summary>Codes that were printed together.</summary>
/// <param name="Used">Entered at least once: these are voters.</param>
/// <param name="Revoked">Taken back before they were used.</param>
public sealed record CodeBatch(string Label, DateTimeOffset MadeAt, long Count, long Used, long Revoked);

/// <summary>Printed codes, by their keyed hashes.</summary>
public sealed class VoterCodeStore(Database database, LedgerWriter writer)
{
    /// <returns>False when the contest has all the codes it may have, or a batch of this label; then none is added.</returns>
    public Task<bool> AddAsync(long contestId, string label, IReadOnlyList<byte[]> hashes, int most, long now) => writer.ActAsync(async transaction =>
    {
        var (connection, db) = (transaction.Connection, transaction.Transaction);
        var (present, sameLabel) = await connection.QuerySingleAsync<(long, long)>(
            """
            SELECT count(*), coalesce(sum(CASE WHEN label = @label THEN 1 ELSE 0 END), 0)
            FROM   voter_codes
            WHERE  contest_id = @contestId
            """,
            new { contestId, label }, db);
        if (present + hashes.Count > most || sameLabel > 0)
            return false;
        await connection.ExecuteAsync(
            "INSERT INTO voter_codes (contest_id, code_hash, label, made_at) VALUES (@contestId, @hash, @label, @now)",
            hashes.Select(hash => new { contestId, hash, label, now }), db);
        return true;
    });

    /// <summary>Whoever enters the code is its voter, however often; the first time is noted.</summary>
    /// <returns>False when there is no such code, or it was revoked.</returns>
    public async Task<bool> UseAsync(long contestId, byte[] hash, long now) => await writer.ActAsync(transaction =>
        transaction.Connection.ExecuteAsync(
            """
            UPDATE voter_codes
            SET    used_at = coalesce(used_at, @now)
            WHERE  contest_id = @contestId AND code_hash = @hash AND revoked_at IS NULL
            """,
            new { contestId, hash, now }, transaction.Transaction)) == 1;

    /// <returns>How many codes are worth nothing from now on: those of the batch that nobody has used.</returns>
    public Task<int> RevokeAsync(long contestId, string label, long now) => writer.ActAsync(transaction =>
        transaction.Connection.ExecuteAsync(
            """
            UPDATE voter_codes
            SET    revoked_at = @now
            WHERE  contest_id = @contestId AND label = @label AND used_at IS NULL AND revoked_at IS NULL
            """,
            new { contestId, label, now }, transaction.Transaction));

    /// <summary>The newest first.</summary>
    public async Task<IReadOnlyList<CodeBatch>> ReadAsync(long contestId)
    {
        await using var loan = await database.BorrowAsync();
        var rows = await loan.Connection.QueryAsync<(string Label, long MadeAt, long Count, long Used, long Revoked)>(
            """
            SELECT   label, min(made_at), count(*), count(used_at), count(revoked_at)
            FROM     voter_codes
            WHERE    contest_id = @contestId
            GROUP BY label
            ORDER BY min(made_at) DESC, label
            """,
            new { contestId });
        return [.. rows.Select(row => new CodeBatch(
            row.Label, DateTimeOffset.FromUnixTimeMilliseconds(row.MadeAt), row.Count, row.Used, row.Revoked))];
    }

    /// <summary>In the transaction that archives the contest.</summary>
    public static Task ForgetAsync(DbConnection connection, DbTransaction transaction, long contestId) =>
        connection.ExecuteAsync("DELETE FROM voter_codes WHERE contest_id = @contestId", new { contestId }, transaction);
}
