using System.Data.Common;
using System.Text.Json;
using Dapper;
using Voting.Server.Storage;

namespace Voting.Server.Panel;

/// <summary>Sheets in the making, entry by entry, in the database. Writes run inside the caller's transaction.</summary>
public sealed class DraftStore(Database database)
{
    private const string Columns = "expert_id AS ExpertId, number, stance, marks, comment, reason, revision";

    public async Task<IReadOnlyList<EntryDraft>> ReadAsync(long expertId)
    {
        await using var loan = await database.BorrowAsync();
        return await ReadAsync(loan.Connection, null, expertId);
    }

    public async Task<IReadOnlyList<EntryDraft>> ReadAsync(DbConnection connection, DbTransaction? transaction, long expertId)
    {
        var rows = await connection.QueryAsync<Row>(
            $"SELECT {Columns} FROM marks WHERE expert_id = @expertId ORDER BY number", new { expertId }, transaction);
        return [.. rows.Select(row => row.ToDraft())];
    }

    /// <summary>Of all experts of a contest, by expert.</summary>
    public async Task<ILookup<long, EntryDraft>> ReadAllAsync(long contestId)
    {
        await using var loan = await database.BorrowAsync();
        var rows = await loan.Connection.QueryAsync<Row>(
            $"SELECT {Columns} FROM marks WHERE expert_id IN (SELECT id FROM experts WHERE contest_id = @contestId)", new { contestId });
        return rows.ToLookup(row => row.ExpertId, row => row.ToDraft());
    }

    public async Task<EntryDraft?> FindAsync(DbConnection connection, DbTransaction transaction, long expertId, int number) =>
        (await connection.QuerySingleOrDefaultAsync<Row>(
            $"SELECT {Columns} FROM marks WHERE expert_id = @expertId AND number = @number", new { expertId, number }, transaction))
        ?.ToDraft();

    /// <summary>Whole, whatever stood there.</summary>
    public async Task SaveAsync(DbConnection connection, DbTransaction transaction, long expertId, EntryDraft draft) =>
        await connection.ExecuteAsync(
            """
            INSERT INTO marks (expert_id, number, stance, marks, comment, reason, revision)
            VALUES (@expertId, @Number, @Stance, @marks, @Comment, @Reason, @Revision)
            ON CONFLICT (expert_id, number) DO UPDATE SET
                stance = excluded.stance, marks = excluded.marks, comment = excluded.comment, reason = excluded.reason,
                revision = excluded.revision
            """,
            new
            {
                expertId, draft.Number, draft.Stance, marks = JsonSerializer.Serialize(draft.Marks), draft.Comment, draft.Reason,
                draft.Revision,
            },
            transaction);

    /// <summary>What was noted about other entries, which are not assigned any more, is no part of the sheet; recusals stand.</summary>
    public async Task KeepOnlyAsync(DbConnection connection, DbTransaction transaction, long expertId, IReadOnlyList<int> numbers)
    {
        foreach (var other in (await ReadAsync(connection, transaction, expertId))
            .Where(draft => draft.Stance != EntryDraft.Recused && !numbers.Contains(draft.Number)))
            await connection.ExecuteAsync(
                "DELETE FROM marks WHERE expert_id = @expertId AND number = @Number", new { expertId, other.Number }, transaction);
    }

    private sealed class Row
    {
        public long ExpertId { get; init; }
        public int Number { get; init; }
        public required string Stance { get; init; }
        public required string Marks { get; init; }
        public required string Comment { get; init; }
        public required string Reason { get; init; }
        public long Revision { get; init; }

        public EntryDraft ToDraft() =>
            new(Number, Stance, JsonSerializer.Deserialize<long?[]>(Marks)!, Comment, Reason, Revision);
    }
}
