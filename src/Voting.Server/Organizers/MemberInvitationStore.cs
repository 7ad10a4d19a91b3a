using System.Data.Common;
using Dapper;
using Voting.Server.Ledger;
using Voting.Server.Panel;
using Voting.Server.Storage;

namespace Voting.Server.Organizers;

/// <summary>A link for somebody who is to look after a contest.</summary>
/// <param name="Role"><c>organizer | auditor</c></param>
/// <param name="HasAccount">The account is there already: its password opens the link, and none can be chosen.</param>
/// <param name="Refusal">The problem's code where the link can not be used; null where it can.</param>
public sealed record MemberInvitation(
    long ContestId, string Account, string Role, string InvitedBy, string Contest, string ContestTitle, bool HasAccount, string? Refusal);

/// <summary>A link that nobody has used yet.</summary>
public sealed record PendingInvitation(string Name, string Role, string InvitedBy, DateTimeOffset ExpiresAt);

/// <summary>One-time links for organizers and auditors, by the SHA-256 of their tokens.</summary>
public sealed class MemberInvitationStore(Database database, LedgerWriter writer, MemberStore members)
{
    /// <summary>Links for the same name that nobody has used are worth nothing any more. Inside the caller's transaction.</summary>
    public async Task AddAsync(
        DbConnection connection, DbTransaction transaction, byte[] tokenHash, long contestId, string account, string role,
        string invitedBy, long expiresAt)
    {
        await WithdrawAsync(connection, transaction, contestId, account);
        await connection.ExecuteAsync(
            """
            INSERT INTO member_invitations (token_hash, contest_id, account, role, invited_by, expires_at)
            VALUES (@tokenHash, @contestId, @account, @role, @invitedBy, @expiresAt)
            """,
            new { tokenHash, contestId, account, role, invitedBy, expiresAt }, transaction);
    }

    /// <returns>How many links for this name were there and unused.</returns>
    public Task<int> WithdrawAsync(DbConnection connection, DbTransaction transaction, long contestId, string account) =>
        connection.ExecuteAsync(
            "DELETE FROM member_invitations WHERE contest_id = @contestId AND account = @account AND spent_at IS NULL",
            new { contestId, account }, transaction);

    /// <summary>Who is removed leaves no door open for a friend.</summary>
    public Task WithdrawIssuedByAsync(DbConnection connection, DbTransaction transaction, long contestId, string invitedBy) =>
        connection.ExecuteAsync(
            "DELETE FROM member_invitations WHERE contest_id = @contestId AND invited_by = @invitedBy AND spent_at IS NULL",
            new { contestId, invitedBy }, transaction);

    public async Task<IReadOnlyList<PendingInvitation>> ReadPendingAsync(long contestId, long now)
    {
        await using var loan = await database.BorrowAsync();
        var rows = await loan.Connection.QueryAsync<(string Account, string Role, string InvitedBy, long ExpiresAt)>(
            """
            SELECT account, role, invited_by, expires_at
            FROM   member_invitations
            WHERE  contest_id = @contestId AND spent_at IS NULL AND expires_at > @now
            """,
            new { contestId, now });
        return [.. rows.OrderBy(row => row.Account, StringComparer.Ordinal).Select(row => new PendingInvitation(
            row.Account, row.Role, row.InvitedBy, DateTimeOffset.FromUnixTimeMilliseconds(row.ExpiresAt)))];
    }

    /// <returns>Null when there is no such link.</returns>
    public async Task<MemberInvitation?> FindAsync(string token, long now)
    {
        if (token.Length > InvitationStore.LongestToken)
            return null;
        const string sql = """
            SELECT    i.contest_id AS ContestId, i.account, i.role, i.invited_by AS InvitedBy, c.slug, c.title, a.name AS Present,
                      i.expires_at AS ExpiresAt, i.spent_at AS SpentAt
            FROM      member_invitations i
            JOIN      contests c ON c.id = i.contest_id
            LEFT JOIN accounts a ON a.name = i.account
            WHERE     i.token_hash = @tokenHash
            """;
        await using var loan = await database.BorrowAsync();
        var row = await loan.Connection.QuerySingleOrDefaultAsync<Row>(sql, new { tokenHash = InvitationStore.HashOf(token) });
        if (row is null)
            return null;
        var refusal = row.SpentAt is not null ? "invitation-spent" : row.ExpiresAt <= now ? "invitation-expired" : null;
        return new MemberInvitation(row.ContestId, row.Account, row.Role, row.InvitedBy, row.Slug, row.Title, row.Present is not null, refusal);
    }

    /// <summary>Spends a link, makes the account where it is a new one, and opens the session, all in one transaction.</summary>
    /// <param name="newPasswordHash">Null where the account is there already.</param>
    /// <returns>The problem's code; null when the person has joined.</returns>
    public Task<string?> SpendAsync(
        string token, MemberInvitation invitation, string? newPasswordHash, byte[] sessionHash, long sessionExpiresAt, long now) =>
        writer.ActAsync(async transaction =>
        {
            var (connection, db) = (transaction.Connection, transaction.Transaction);
            var tokenHash = InvitationStore.HashOf(token);
            var spent = await connection.ExecuteAsync(
                "UPDATE member_invitations SET spent_at = @now WHERE token_hash = @tokenHash AND spent_at IS NULL AND expires_at > @now",
                new { tokenHash, now }, db);
            if (spent != 1)
                return "invitation-spent";
            if (newPasswordHash is not null && await connection.ExecuteAsync(
                """
                INSERT INTO accounts (name, password_hash, created_at) VALUES (@Account, @newPasswordHash, @now)
                ON CONFLICT (name) DO NOTHING
                """,
                new { invitation.Account, newPasswordHash, now }, db) != 1)
            {
                // Made by another link at this moment: whoever has that account's password can still use this one.
                await connection.ExecuteAsync("UPDATE member_invitations SET spent_at = NULL WHERE token_hash = @tokenHash", new { tokenHash }, db);
                return "account-exists";
            }

            await members.AddAsync(connection, db, invitation.ContestId, invitation.Account, invitation.Role, invitation.InvitedBy, now);
            await connection.ExecuteAsync(
                "INSERT INTO sessions (token_hash, name, role, expires_at) VALUES (@sessionHash, @Account, 'account', @sessionExpiresAt)",
                new { sessionHash, invitation.Account, sessionExpiresAt }, db);
            return null;
        });

    private sealed class Row
    {
        public long ContestId { get; init; }
        public required string Account { get; init; }
        public required string Role { get; init; }
        public required string InvitedBy { get; init; }
        public required string Slug { get; init; }
        public required string Title { get; init; }
        public string? Present { get; init; }
        public long ExpiresAt { get; init; }
        public long? SpentAt { get; init; }
    }
}
