using System.Data.Common;
using Dapper;
using Voting.Server.Ledger;
using Voting.Server.Storage;

namespace Voting.Server.Objections;

/// <summary>What somebody has against a result, and what the organizer answered.</summary>
/// <param name="Number">Of the entry it is about; null = the whole contest.</param>
/// <param name="BallotId">Of the reviewed ballot it is about, for the organizer alone.</param>
/// <param name="Contact">For the organizer alone.</param>
/// <param name="Answer">Null until it is answered; then both are public.</param>
public sealed record Objection(long Id, int? Number, string? BallotId, string Text, string Contact, DateTimeOffset SubmittedAt, string? Answer, DateTimeOffset? AnsweredAt);

public sealed class ObjectionStore(Database database, LedgerWriter writer)
{
    public Task<long> AddAsync(long contestId, int? number, string? ballotId, string text, string contact, long now) => writer.ActAsync(transaction =>
        transaction.Connection.ExecuteScalarAsync<long>(
            """
            INSERT INTO objections (contest_id, number, ballot_id, text, contact, submitted_at)
            VALUES (@contestId, @number, @ballotId, @text, @contact, @now)
            RETURNING id
            """,
            new { contestId, number, ballotId, text, contact, now }, transaction.Transaction));

    /// <returns>False when there is none of this id, or it was answered before.</returns>
    public async Task<bool> AnswerAsync(long contestId, long id, string answer, long now) => await writer.ActAsync(transaction =>
        transaction.Connection.ExecuteAsync(
            """
            UPDATE objections
            SET    answer = @answer, answered_at = @now
            WHERE  contest_id = @contestId AND id = @id AND answer IS NULL
            """,
            new { contestId, id, answer, now }, transaction.Transaction)) == 1;

    /// <summary>In the transaction that archives the contest.</summary>
    public static async Task ForgetContactsAsync(DbConnection connection, DbTransaction transaction, long contestId) =>
        await connection.ExecuteAsync("UPDATE objections SET contact = '', ballot_id = NULL WHERE contest_id = @contestId", new { contestId }, transaction);

    /// <summary>Oldest first.</summary>
    public async Task<IReadOnlyList<Objection>> ReadAsync(long contestId)
    {
        const string sql = """
            SELECT   id, number, ballot_id AS BallotId, text, contact, submitted_at AS SubmittedAt, answer, answered_at AS AnsweredAt
            FROM     objections
            WHERE    contest_id = @contestId
            ORDER BY id
            """;
        await using var loan = await database.BorrowAsync();
        return [.. (await loan.Connection.QueryAsync<Row>(sql, new { contestId })).Select(row => row.ToObjection())];
    }

    private sealed class Row
    {
        public long Id { get; init; }
        public long? Number { get; init; }
        public string? BallotId { get; init; }
        public required string Text { get; init; }
        public required string Contact { get; init; }
        public long SubmittedAt { get; init; }
        public string? Answer { get; init; }
        public long? AnsweredAt { get; init; }

        public Objection ToObjection() => new(
            Id, (int?)Number, BallotId, Text, Contact, DateTimeOffset.FromUnixTimeMilliseconds(SubmittedAt), Answer,
            AnsweredAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null);
    }
}
