using System.Data.Common;
using Dapper;
using Voting.Server.Storage;

namespace Voting.Server.Ranking;

/// <summary>How far the public may read a log whose counts are not live.</summary>
/// <param name="Opening">The log's size when voting opened: no ballot is below.</param>
/// <param name="Until">Unix milliseconds of the last reveal.</param>
/// <param name="Size">The log's size at the last reveal, that of a signed checkpoint.</param>
public sealed record RevealedLog(long Opening, long Until, long Size);

/// <summary>The last reveal of each contest in the database. Writes run inside the caller's transaction.</summary>
public sealed class RevealStore(Database database)
{
    /// <summary>Behind the leaves of the opening.</summary>
    public async Task BeginAsync(DbConnection connection, DbTransaction transaction, long contestId, long now) =>
        await connection.ExecuteAsync(
            """
            INSERT INTO log_reveals (contest_id, opening, until, size)
            SELECT contest_id, size, @now, size FROM log_heads WHERE contest_id = @contestId
            """,
            new { contestId, now }, transaction);

    /// <summary>Whoever comes first decides what is revealed; the others find it done.</summary>
    public async Task MoveAsync(DbConnection connection, DbTransaction transaction, long contestId, long until) =>
        await connection.ExecuteAsync(
            """
            UPDATE log_reveals
            SET    until = @until, size = (SELECT size FROM log_heads WHERE contest_id = @contestId)
            WHERE  contest_id = @contestId AND until < @until
            """,
            new { contestId, until }, transaction);

    /// <summary>Everything that is in the log now was shown.</summary>
    public async Task KeepShownAsync(DbConnection connection, DbTransaction transaction, long contestId, long now) =>
        await connection.ExecuteAsync(
            """
            UPDATE log_reveals
            SET    until = CASE WHEN until < @now THEN @now ELSE until END,
                   size = (SELECT size FROM log_heads WHERE contest_id = @contestId)
            WHERE  contest_id = @contestId
            """,
            new { contestId, now }, transaction);

    public async Task<RevealedLog> ReadAsync(long contestId)
    {
        await using var loan = await database.BorrowAsync();
        return await loan.Connection.QuerySingleAsync<RevealedLog>(
            "SELECT opening, until, size FROM log_reveals WHERE contest_id = @contestId", new { contestId });
    }
}
