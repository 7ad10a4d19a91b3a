using System.Data.Common;
using System.Text.Json;
using Dapper;
using Voting.Rules.Panel;
using Voting.Server.Storage;

namespace Voting.Server.Panel;

/// <summary>Experts, their sheets and marks in the database. Writes run inside the caller's transaction.</summary>
public sealed class PanelStore(Database database)
{
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

    public async Task SaveSheetAsync(
        DbConnection connection, DbTransaction transaction, long expertId, ScoreSheet sheet, byte[] salt, long now)
    {
        await connection.ExecuteAsync(
            """
            INSERT INTO marks (expert_id, number, marks)
            VALUES (@expertId, @Number, @Marks)
            ON CONFLICT (expert_id, number) DO UPDATE SET marks = excluded.marks
            """,
            sheet.Marks.Select(entry => new { expertId, Number = entry.Key, Marks = JsonSerializer.Serialize(entry.Value) }),
            transaction);
        await connection.ExecuteAsync(
            "UPDATE experts SET submitted_at = @now, salt = @salt WHERE id = @expertId",
            new { expertId, now, salt }, transaction);
    }

    public async Task MarkRevealedAsync(DbConnection connection, DbTransaction transaction, long expertId, long now) =>
        await connection.ExecuteAsync(
            "UPDATE experts SET revealed_at = @now WHERE id = @expertId", new { expertId, now }, transaction);

    /// <summary>Marks that are in the open, by entry; empty until every sheet is revealed.</summary>
    public async Task<ILookup<int, ExpertMarks>> ReadRevealedAsync(long contestId)
    {
        const string sql = """
            SELECT   m.expert_id AS ExpertId, m.number, m.marks
            FROM     marks m
            JOIN     experts e ON e.id = m.expert_id
            WHERE    e.contest_id = @contestId
              AND    NOT EXISTS (SELECT 1 FROM experts o WHERE o.contest_id = @contestId AND o.revealed_at IS NULL)
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
}
