using System.Data.Common;
using Dapper;
using Voting.Server.Ledger;
using Voting.Server.Storage;

namespace Voting.Server.Ballots;

/// <summary>Whose pseudonym a voter of a stronger channel goes by. Rows are written once.</summary>
public sealed class VoterLinkStore(Database database, LedgerWriter writer)
{
    private const string Find = "SELECT canonical FROM voter_links WHERE contest_id = @contestId AND voter = @voter";

    private const string Add = """
        INSERT INTO voter_links (contest_id, voter, canonical, channel)
        VALUES (@contestId, @voter, @canonical, @channel)
        ON CONFLICT DO NOTHING
        """;

    public async Task<byte[]?> FindAsync(long contestId, byte[] voter)
    {
        await using var loan = await database.BorrowAsync();
        return await loan.Connection.QuerySingleOrDefaultAsync<byte[]>(Find, new { contestId, voter });
    }

    /// <summary>Under <paramref name="canonical"/> where nobody of this channel is yet, else under the voter's own pseudonym.</summary>
    /// <returns>What stands now, which may be what somebody else decided first.</returns>
    public Task<byte[]> JoinAsync(long contestId, string channel, byte[] voter, byte[] canonical) => writer.ActAsync(async transaction =>
    {
        var (connection, db) = (transaction.Connection, transaction.Transaction);
        await connection.ExecuteAsync(Add, new { contestId, voter, canonical, channel }, db);
        if (await connection.QuerySingleOrDefaultAsync<byte[]>(Find, new { contestId, voter }, db) is { } joined)
            return joined;
        await connection.ExecuteAsync(Add, new { contestId, voter, canonical = voter, channel }, db);
        return await connection.QuerySingleAsync<byte[]>(Find, new { contestId, voter }, db);
    });

    /// <summary>In the transaction that archives the contest.</summary>
    public static Task ForgetAsync(DbConnection connection, DbTransaction transaction, long contestId) =>
        connection.ExecuteAsync("DELETE FROM voter_links WHERE contest_id = @contestId", new { contestId }, transaction);
}
