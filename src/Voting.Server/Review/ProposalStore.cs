using System.Data.Common;
using System.Text.Json;
using Dapper;
using Voting.Server.Storage;

namespace Voting.Server.Review;

/// <summary>Proposals of review in the database.</summary>
public sealed class ProposalStore(Database database)
{
    private const string Columns = """
        id, action, filter, ballots, rule, reason, state, proposed_by AS ProposedBy, proposed_at AS ProposedAt,
        decided_by AS DecidedBy, decided_at AS DecidedAt
        """;

    public static Task<long> AddAsync(DbConnection connection, DbTransaction transaction, long contestId, ReviewProposal proposal) =>
        connection.ExecuteScalarAsync<long>(
            """
            INSERT INTO review_proposals (contest_id, action, filter, ballots, rule, reason, state, proposed_by, proposed_at)
            VALUES (@contestId, @Action, @filter, @ballots, @Rule, @Reason, @State, @ProposedBy, @at)
            RETURNING id
            """,
            new
            {
                contestId, proposal.Action, proposal.Rule, proposal.Reason, proposal.State, proposal.ProposedBy,
                filter = JsonSerializer.Serialize(proposal.Filter, JsonSerializerOptions.Web),
                ballots = JsonSerializer.Serialize(proposal.Ballots),
                at = proposal.ProposedAt.ToUnixTimeMilliseconds(),
            },
            transaction);

    /// <returns>False when it was decided before.</returns>
    public static async Task<bool> DecideAsync(
        DbConnection connection, DbTransaction transaction, long contestId, long id, string state, string by, long at) =>
        await connection.ExecuteAsync(
            """
            UPDATE review_proposals
            SET    state = @state, decided_by = @by, decided_at = @at
            WHERE  contest_id = @contestId AND id = @id AND state = 'open'
            """,
            new { contestId, id, state, by, at }, transaction) == 1;

    public static async Task<bool> FinishAsync(DbConnection connection, DbTransaction transaction, long contestId, long id) =>
        await connection.ExecuteAsync(
            "UPDATE review_proposals SET state = 'done' WHERE contest_id = @contestId AND id = @id AND state = 'approved'",
            new { contestId, id }, transaction) == 1;

    /// <summary>All of a contest, the newest first.</summary>
    public async Task<IReadOnlyList<ReviewProposal>> ReadAsync(long contestId)
    {
        await using var loan = await database.BorrowAsync();
        var rows = await loan.Connection.QueryAsync<Row>(
            $"SELECT {Columns} FROM review_proposals WHERE contest_id = @contestId ORDER BY id DESC", new { contestId });
        return [.. rows.Select(row => row.ToProposal())];
    }

    public async Task<ReviewProposal?> FindAsync(long contestId, long id)
    {
        await using var loan = await database.BorrowAsync();
        return (await loan.Connection.QuerySingleOrDefaultAsync<Row>(
            $"SELECT {Columns} FROM review_proposals WHERE contest_id = @contestId AND id = @id", new { contestId, id }))?.ToProposal();
    }

    /// <summary>Whether a proposal waits for a decision or is being carried out.</summary>
    public async Task<bool> IsUnfinishedAsync(long contestId)
    {
        await using var loan = await database.BorrowAsync();
        return await IsUnfinishedAsync(loan.Connection, null, contestId);
    }

    public static async Task<bool> IsUnfinishedAsync(DbConnection connection, DbTransaction? transaction, long contestId) =>
        await connection.ExecuteScalarAsync<long>(
            "SELECT count(*) FROM review_proposals WHERE contest_id = @contestId AND state IN ('open', 'approved')",
            new { contestId }, transaction) > 0;

    /// <summary>A filter may name an address: what was done stays, what was looked for goes.</summary>
    public static Task ForgetFiltersAsync(DbConnection connection, DbTransaction transaction, long contestId) =>
        connection.ExecuteAsync("UPDATE review_proposals SET filter = '{}' WHERE contest_id = @contestId", new { contestId }, transaction);

    /// <summary>Contest and id of what was approved and is not done: a server may have died over it.</summary>
    public async Task<IReadOnlyList<(string Slug, long Id)>> ReadApprovedAsync()
    {
        await using var loan = await database.BorrowAsync();
        return (await loan.Connection.QueryAsync<(string Slug, long Id)>(
            """
            SELECT c.slug, p.id
            FROM   review_proposals p
            JOIN   contests c ON c.id = p.contest_id
            WHERE  p.state = 'approved'
            """)).AsList();
    }

    private sealed class Row
    {
        public long Id { get; init; }
        public required string Action { get; init; }
        public required string Filter { get; init; }
        public required string Ballots { get; init; }
        public required string Rule { get; init; }
        public required string Reason { get; init; }
        public required string State { get; init; }
        public required string ProposedBy { get; init; }
        public long ProposedAt { get; init; }
        public string? DecidedBy { get; init; }
        public long? DecidedAt { get; init; }

        public ReviewProposal ToProposal() => new(
            Id, Action, JsonSerializer.Deserialize<ReviewFilter>(Filter, JsonSerializerOptions.Web)!,
            JsonSerializer.Deserialize<long[]>(Ballots)!, Rule, Reason, State, ProposedBy,
            DateTimeOffset.FromUnixTimeMilliseconds(ProposedAt), DecidedBy,
            DecidedAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null);
    }
}
