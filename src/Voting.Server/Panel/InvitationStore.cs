using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Voting.Server.Ledger;
using Voting.Server.Storage;

namespace Voting.Server.Panel;

/// <summary>A link to a seat on a panel.</summary>
/// <param name="Refusal">The problem's code where the link can not be used; null where it can.</param>
public sealed record Invitation(long ExpertId, string Name, string Affiliation, string Contest, string ContestTitle, string? Refusal);

/// <summary>One-time links in the database, by the SHA-256 of their tokens.</summary>
public sealed class InvitationStore(Database database, LedgerWriter writer)
{
    public const int LongestToken = 200;

    public static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>Links of the same seat that nobody has used expire. Inside the caller's transaction.</summary>
    public async Task AddAsync(
        DbConnection connection, DbTransaction transaction, byte[] tokenHash, long expertId, long expiresAt, long now)
    {
        await connection.ExecuteAsync(
            "UPDATE invitations SET expires_at = @now WHERE expert_id = @expertId AND spent_at IS NULL AND expires_at > @now",
            new { expertId, now }, transaction);
        await connection.ExecuteAsync(
            "INSERT INTO invitations (token_hash, expert_id, expires_at) VALUES (@tokenHash, @expertId, @expiresAt)",
            new { tokenHash, expertId, expiresAt }, transaction);
    }

    /// <returns>Null when there is no such link.</returns>
    public async Task<Invitation?> FindAsync(string token, long now)
    {
        if (token.Length > LongestToken)
            return null;
        const string sql = """
            SELECT e.id AS ExpertId, e.name, e.affiliation, c.slug, c.title, i.expires_at AS ExpiresAt, i.spent_at AS SpentAt
            FROM   invitations i
            JOIN   experts e ON e.id = i.expert_id
            JOIN   contests c ON c.id = e.contest_id
            WHERE  i.token_hash = @tokenHash
            """;
        await using var loan = await database.BorrowAsync();
        var row = await loan.Connection.QuerySingleOrDefaultAsync<Row>(sql, new { tokenHash = HashOf(token) });
        if (row is null)
            return null;
        var refusal = row.SpentAt is not null ? "invitation-spent" : row.ExpiresAt <= now ? "invitation-expired" : null;
        return new Invitation(row.ExpertId, row.Name, row.Affiliation, row.Slug, row.Title, refusal);
    }

    /// <summary>Spends a link and opens the session in one transaction.</summary>
    /// <returns>False when it could not be spent (any more).</returns>
    public Task<bool> SpendAsync(string token, Invitation invitation, byte[] sessionHash, string role, long sessionExpiresAt, long now) =>
        writer.ActAsync(async transaction =>
        {
            var (connection, db) = (transaction.Connection, transaction.Transaction);
            var spent = await connection.ExecuteAsync(
                "UPDATE invitations SET spent_at = @now WHERE token_hash = @tokenHash AND spent_at IS NULL AND expires_at > @now",
                new { tokenHash = HashOf(token), now }, db);
            if (spent != 1)
                return false;
            await connection.ExecuteAsync(
                "UPDATE experts SET joined_at = coalesce(joined_at, @now) WHERE id = @ExpertId", new { invitation.ExpertId, now }, db);
            await connection.ExecuteAsync(
                """
                INSERT INTO sessions (token_hash, name, role, expert_id, expires_at)
                VALUES (@sessionHash, @Name, @role, @ExpertId, @sessionExpiresAt)
                """,
                new { sessionHash, invitation.Name, role, invitation.ExpertId, sessionExpiresAt }, db);
            return true;
        });

    private sealed class Row
    {
        public long ExpertId { get; init; }
        public required string Name { get; init; }
        public required string Affiliation { get; init; }
        public required string Slug { get; init; }
        public required string Title { get; init; }
        public long ExpiresAt { get; init; }
        public long? SpentAt { get; init; }
    }
}
