using System.Data.Common;
using System.Text.Json;
using Dapper;
using Voting.Rules.Panel;
using Voting.Server.Storage;

namespace Voting.Server.Panel;

/// <summary>Experts and their submitted sheets in the database. Writes run inside the caller's transaction.</summary>
public sealed class PanelStore(Database database)
{
    private const string Columns = """
        id, contest_id AS ContestId, name, affiliation, assigned, joined_at AS JoinedAt, saved_at AS SavedAt,
        submitted_at AS SubmittedAt, revealed_at AS RevealedAt, excluded_at AS ExcludedAt, salt
        """;

    public async Task<long> AddExpertAsync(
        DbConnection connection, DbTransaction transaction, long contestId, string name, string affiliation) =>
        await connection.ExecuteScalarAsync<long>(
            """
            INSERT INTO experts (contest_id, name, affiliation)
            VALUES (@contestId, @name, @affiliation)
            RETURNING id
            """,
            new { contestId, name, affiliation }, transaction);

    public async Task<long?> FindExpertAsync(DbConnection connection, DbTransaction transaction, long contestId, string name) =>
        await connection.QueryFirstOrDefaultAsync<long?>(
            "SELECT id FROM experts WHERE contest_id = @contestId AND name = @name ORDER BY id",
            new { contestId, name }, transaction);

    /// <returns>Null when the contest has no such expert.</returns>
    public async Task<Expert?> FindAsync(long contestId, long expertId)
    {
        await using var loan = await database.BorrowAsync();
        return await FindAsync(loan.Connection, null, contestId, expertId);
    }

    public async Task<Expert?> FindAsync(DbConnection connection, DbTransaction? transaction, long contestId, long expertId) =>
        (await connection.QuerySingleOrDefaultAsync<ExpertRow>(
            $"SELECT {Columns} FROM experts WHERE id = @expertId AND contest_id = @contestId", new { contestId, expertId }, transaction))
        ?.ToExpert();

    /// <returns>The contest whose panel has this seat.</returns>
    public async Task<long?> FindContestAsync(long expertId)
    {
        await using var loan = await database.BorrowAsync();
        return await loan.Connection.QuerySingleOrDefaultAsync<long?>(
            "SELECT contest_id FROM experts WHERE id = @expertId", new { expertId });
    }

    /// <summary>A contest's experts in the order in which they were invited.</summary>
    public async Task<IReadOnlyList<Expert>> ReadAsync(long contestId)
    {
        await using var loan = await database.BorrowAsync();
        return await ReadAsync(loan.Connection, null, contestId);
    }

    public async Task<IReadOnlyList<Expert>> ReadAsync(DbConnection connection, DbTransaction? transaction, long contestId)
    {
        var rows = await connection.QueryAsync<ExpertRow>(
            $"SELECT {Columns} FROM experts WHERE contest_id = @contestId ORDER BY id", new { contestId }, transaction);
        return [.. rows.Select(row => row.ToExpert())];
    }

    public async Task AssignAsync(DbConnection connection, DbTransaction transaction, long expertId, IReadOnlyList<int>? numbers) =>
        await connection.ExecuteAsync(
            "UPDATE experts SET assigned = @assigned WHERE id = @expertId",
            new { expertId, assigned = numbers is null ? null : JsonSerializer.Serialize(numbers) }, transaction);

    /// <summary>Notes that a draft was saved; until the transaction ends, nobody else changes the seat.</summary>
    /// <returns>False, and nothing noted, when nobody waits for this sheet: it is submitted, or its expert excluded.</returns>
    public async Task<bool> TouchAsync(DbConnection connection, DbTransaction transaction, long expertId, long now) =>
        await connection.ExecuteAsync(
            """
            UPDATE experts
            SET    saved_at = @now
            WHERE  id = @expertId AND submitted_at IS NULL AND excluded_at IS NULL
            """,
            new { expertId, now }, transaction) == 1;

    /// <param name="salt">Null where nothing was marked: then nothing is committed to.</param>
    public async Task SubmitAsync(DbConnection connection, DbTransaction transaction, long expertId, byte[]? salt, long now) =>
        await connection.ExecuteAsync(
            "UPDATE experts SET submitted_at = @now, salt = @salt WHERE id = @expertId", new { expertId, now, salt }, transaction);

    /// <summary>The seat is awaited again, whatever stood there.</summary>
    public async Task OpenAgainAsync(DbConnection connection, DbTransaction transaction, long expertId) =>
        await connection.ExecuteAsync(
            "UPDATE experts SET submitted_at = NULL, salt = NULL, excluded_at = NULL WHERE id = @expertId",
            new { expertId }, transaction);

    public async Task ExcludeAsync(DbConnection connection, DbTransaction transaction, long expertId, long now) =>
        await connection.ExecuteAsync(
            "UPDATE experts SET excluded_at = @now WHERE id = @expertId", new { expertId, now }, transaction);

    public async Task MarkRevealedAsync(DbConnection connection, DbTransaction transaction, long expertId, long now) =>
        await connection.ExecuteAsync(
            "UPDATE experts SET revealed_at = @now WHERE id = @expertId", new { expertId, now }, transaction);

    /// <summary>Where the contest stands, as last committed; read behind a lock of its row it stays so.</summary>
    public async Task<string> PhaseAsync(DbConnection connection, DbTransaction transaction, long contestId) =>
        (await connection.ExecuteScalarAsync<string>(
            "SELECT phase FROM contests WHERE id = @contestId", new { contestId }, transaction))!;

    /// <summary>Marks that are in the open, by entry.</summary>
    public Task<ILookup<int, ExpertMarks>> ReadRevealedAsync(long contestId) => ReadMarksAsync(contestId, "revealed_at");

    /// <summary>Marks of submitted sheets, by entry: for organizers.</summary>
    public Task<ILookup<int, ExpertMarks>> ReadSubmittedAsync(long contestId) => ReadMarksAsync(contestId, "submitted_at");

    private async Task<ILookup<int, ExpertMarks>> ReadMarksAsync(long contestId, string since)
    {
        var sql = $"""
            SELECT   m.expert_id AS ExpertId, m.number, m.marks
            FROM     marks m
            JOIN     experts e ON e.id = m.expert_id
            WHERE    e.contest_id = @contestId AND e.{since} IS NOT NULL AND m.stance = 'marks'
            ORDER BY m.number, m.expert_id
            """;
        await using var loan = await database.BorrowAsync();
        var rows = await loan.Connection.QueryAsync<MarkRow>(sql, new { contestId });
        return rows.ToLookup(
            row => row.Number,
            row => new ExpertMarks(
                row.ExpertId.ToString(System.Globalization.CultureInfo.InvariantCulture),
                JsonSerializer.Deserialize<long[]>(row.Marks)!));
    }

    private sealed class MarkRow
    {
        public long ExpertId { get; init; }
        public int Number { get; init; }
        public required string Marks { get; init; }
    }

    private sealed class ExpertRow
    {
        public long Id { get; init; }
        public long ContestId { get; init; }
        public required string Name { get; init; }
        public required string Affiliation { get; init; }
        public string? Assigned { get; init; }
        public long? JoinedAt { get; init; }
        public long? SavedAt { get; init; }
        public long? SubmittedAt { get; init; }
        public long? RevealedAt { get; init; }
        public long? ExcludedAt { get; init; }
        public byte[]? Salt { get; init; }

        public Expert ToExpert() => new(
            Id, ContestId, Name, Affiliation, Assigned is null ? null : JsonSerializer.Deserialize<int[]>(Assigned), JoinedAt, SavedAt,
            SubmittedAt, RevealedAt, ExcludedAt, Salt);
    }
}
