using Dapper;
using Voting.Server.Ballots;
using Voting.Server.Ledger;
using Voting.Server.Storage;

namespace Voting.Server.Review;

/// <summary>A recorded ballot as review sees it.</summary>
/// <param name="Voter">16 bytes, the pseudonym.</param>
public sealed record BallotRow(
    long Index, string BallotId, long AcceptedAt, string Channel, byte[] Voter, int[] Entries, BallotTrace Trace);

/// <summary>Recorded ballots with their traces, for review alone.</summary>
public sealed class BallotRowStore(Database database)
{
    private const int LongestReadSeconds = 600;

    /// <summary>In log order, streamed.</summary>
    /// <param name="from">Accepted at or after, Unix milliseconds.</param>
    /// <param name="to">Accepted before.</param>
    public async IAsyncEnumerable<BallotRow> ReadAsync(
        long contestId, string? channel = null, long from = long.MinValue, long to = long.MaxValue)
    {
        var sql = $"""
            SELECT   log_index, ballot_id, accepted_at, channel, voter, entries, trace
            FROM     ballots
            WHERE    contest_id = @contestId AND accepted_at >= @from AND accepted_at < @to {(channel is null ? "" : "AND channel = @channel")}
            ORDER BY log_index
            """;
        await using var loan = await database.BorrowAsync();
        await using var reader = await loan.Connection.ExecuteReaderAsync(
            sql, new { contestId, channel, from, to }, commandTimeout: LongestReadSeconds);
        while (await reader.ReadAsync())
            yield return new BallotRow(
                reader.GetInt64(0), reader.GetString(1), reader.GetInt64(2), reader.GetString(3), (byte[])reader.GetValue(4),
                StoredEntries.Read(reader.GetString(5)),
                BallotTrace.Read(await reader.IsDBNullAsync(6) ? null : (byte[])reader.GetValue(6)));
    }

    /// <summary>Everything that review could go by is gone, once and for all.</summary>
    public static Task PurgeTracesAsync(System.Data.Common.DbConnection connection, System.Data.Common.DbTransaction transaction, long contestId) =>
        connection.ExecuteAsync(
            "UPDATE ballots SET trace = NULL WHERE contest_id = @contestId AND trace IS NOT NULL", new { contestId }, transaction,
            commandTimeout: LongestReadSeconds);
}
