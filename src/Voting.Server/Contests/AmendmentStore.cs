using System.Data.Common;
using Dapper;
using Voting.Rules.Contests;
using Voting.Server.Storage;

namespace Voting.Server.Contests;

/// <summary>Amendments of sealed rules in the database. Writes run inside the caller's transaction.</summary>
public sealed class AmendmentStore(Database database)
{
    /// <summary>Puts amended rules in the place of those that stand.</summary>
    /// <param name="revision">Of the contest that the amendment was planned for.</param>
    /// <returns>False when the contest has changed since.</returns>
    public async Task<bool> ReplaceRulesAsync(DbConnection connection, DbTransaction transaction, Contest amended, long revision)
    {
        const string sql = """
            UPDATE contests
            SET    closes_at = @closesAt, rules = @rules, visibility = @visibility, rules_file = @file
            WHERE  id = @Id AND phase = @phase AND revision = @revision
            """;
        return await connection.ExecuteAsync(
            sql,
            new
            {
                amended.Id,
                closesAt = amended.ClosesAt.ToUnixTimeMilliseconds(),
                rules = ContestStore.ToJson(amended.Rules),
                visibility = ContestStore.ToJson(amended.Visibility),
                file = amended.Files.Rules,
                phase = amended.Phase.ToWire(),
                revision,
            },
            transaction) == 1;
    }

    /// <summary>Behind the amendment's leaf: the log's size tells since when it stands.</summary>
    public async Task AddAsync(
        DbConnection connection, DbTransaction transaction, Contest old, Contest amended, long now, string reason, string actor)
    {
        const string sql = """
            INSERT INTO amendments (contest_id, size, at, reason, actor, old_file, new_file)
            SELECT contest_id, size, @now, @reason, @actor, @oldFile, @newFile FROM log_heads WHERE contest_id = @Id
            """;
        await connection.ExecuteAsync(
            sql, new { old.Id, now, reason, actor, oldFile = old.Files.Rules, newFile = amended.Files.Rules }, transaction);
    }

    /// <summary>Oldest first.</summary>
    public async Task<IReadOnlyList<Amendment>> ReadAsync(long contestId)
    {
        const string sql = """
            SELECT   size, at, reason, actor, old_file AS OldFile, new_file AS NewFile
            FROM     amendments
            WHERE    contest_id = @contestId
            ORDER BY size
            """;
        await using var loan = await database.BorrowAsync();
        return [.. (await loan.Connection.QueryAsync<Row>(sql, new { contestId })).Select(row => row.ToAmendment())];
    }

    private sealed class Row
    {
        public long Size { get; init; }
        public long At { get; init; }
        public required string Reason { get; init; }
        public required string Actor { get; init; }
        public required byte[] OldFile { get; init; }
        public required byte[] NewFile { get; init; }

        public Amendment ToAmendment() => new(Size, DateTimeOffset.FromUnixTimeMilliseconds(At), Reason, Actor, OldFile, NewFile);
    }
}
