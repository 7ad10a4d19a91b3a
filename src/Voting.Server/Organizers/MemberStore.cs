using System.Data.Common;
using Dapper;
using Voting.Server.Storage;

namespace Voting.Server.Organizers;

/// <summary>One who looks after a contest.</summary>
/// <param name="Role"><c>organizer | auditor</c></param>
/// <param name="ManagesAll">The first organizer, who is one in every contest and can not be removed.</param>
/// <param name="AddedBy">Null for the first organizer.</param>
public sealed record Member(string Name, string Role, bool ManagesAll, string? AddedBy, DateTimeOffset AddedAt);

/// <summary>Who looks after which contest as what. Writes run inside the caller's transaction.</summary>
public sealed class MemberStore(Database database)
{
    /// <returns>What an account is in which contest, by the contest's id; nothing where there is no such account.</returns>
    public async Task<Memberships> ReadOfAsync(string account)
    {
        await using var loan = await database.BorrowAsync();
        var managesAll = await loan.Connection.ExecuteScalarAsync<long>(
            "SELECT count(*) FROM accounts WHERE name = @account AND manages_all = 1", new { account }) > 0;
        var rows = await loan.Connection.QueryAsync<(long Contest, string Role)>(
            "SELECT contest_id, role FROM members WHERE account = @account", new { account });
        return new Memberships(managesAll, rows.ToDictionary(row => row.Contest, row => row.Role));
    }

    /// <returns>By name, the first organizer at the top.</returns>
    public async Task<IReadOnlyList<Member>> ReadAsync(long contestId)
    {
        const string sql = """
            SELECT    a.name, coalesce(m.role, 'organizer') AS Role, a.manages_all AS ManagesAll, m.added_by AS AddedBy,
                      coalesce(m.added_at, a.created_at) AS AddedAt
            FROM      accounts a
            LEFT JOIN members m ON m.account = a.name AND m.contest_id = @contestId
            WHERE     a.manages_all = 1 OR m.account IS NOT NULL
            """;
        await using var loan = await database.BorrowAsync();
        var rows = await loan.Connection.QueryAsync<Row>(sql, new { contestId });
        return [.. rows.OrderByDescending(row => row.ManagesAll).ThenBy(row => row.Name, StringComparer.Ordinal).Select(row => row.ToMember())];
    }

    public async Task<bool> IsMemberAsync(DbConnection connection, DbTransaction transaction, long contestId, string account) =>
        await connection.ExecuteScalarAsync<long>(
            """
            SELECT count(*)
            FROM   accounts
            WHERE  name = @account
            AND    (manages_all = 1 OR EXISTS (SELECT 1 FROM members WHERE contest_id = @contestId AND account = @account))
            """,
            new { contestId, account }, transaction) > 0;

    public Task AddAsync(
        DbConnection connection, DbTransaction transaction, long contestId, string account, string role, string addedBy, long now) =>
        connection.ExecuteAsync(
            """
            INSERT INTO members (contest_id, account, role, added_by, added_at)
            VALUES (@contestId, @account, @role, @addedBy, @now)
            ON CONFLICT (contest_id, account) DO NOTHING
            """,
            new { contestId, account, role, addedBy, now }, transaction);

    /// <summary>Whoever creates a contest is its organizer; nothing to write for the first organizer, and for who has no account.</summary>
    public static Task AddCreatorAsync(DbConnection connection, DbTransaction transaction, long contestId, string account, long now) =>
        connection.ExecuteAsync(
            """
            INSERT INTO members (contest_id, account, role, added_by, added_at)
            SELECT @contestId, name, 'organizer', name, @now FROM accounts WHERE name = @account AND manages_all = 0
            """,
            new { contestId, account, now }, transaction);

    /// <returns>False when there was no such member.</returns>
    public async Task<bool> RemoveAsync(DbConnection connection, DbTransaction transaction, long contestId, string account) =>
        await connection.ExecuteAsync(
            "DELETE FROM members WHERE contest_id = @contestId AND account = @account", new { contestId, account }, transaction) == 1;

    private sealed class Row
    {
        public required string Name { get; init; }
        public required string Role { get; init; }
        public long ManagesAll { get; init; }
        public string? AddedBy { get; init; }
        public long AddedAt { get; init; }

        public Member ToMember() => new(Name, Role, ManagesAll == 1, AddedBy, DateTimeOffset.FromUnixTimeMilliseconds(AddedAt));
    }
}
