using Dapper;
using Voting.Server.Ledger;
using Voting.Server.Storage;

namespace Voting.Server.Organizers;

/// <summary>Accounts, and everybody's sessions. Session tokens are kept as their SHA-256 only.</summary>
public sealed class AccountStore(Database database, LedgerWriter writer)
{
    public async Task<bool> AnyAsync()
    {
        await using var loan = await database.BorrowAsync();
        return await loan.Connection.ExecuteScalarAsync<long>("SELECT count(*) FROM accounts") > 0;
    }

    public async Task<string?> FindPasswordHashAsync(string name)
    {
        await using var loan = await database.BorrowAsync();
        return await loan.Connection.QuerySingleOrDefaultAsync<string>(
            "SELECT password_hash FROM accounts WHERE name = @name", new { name });
    }

    /// <summary>The account that is an organizer of every contest.</summary>
    /// <returns>False when the name is taken, be it by a server that started at the same time.</returns>
    public async Task<bool> AddFirstAsync(string name, string passwordHash, long now) => await ExecuteAsync(
        """
        INSERT INTO accounts (name, password_hash, manages_all, created_at)
        VALUES (@name, @passwordHash, 1, @now)
        ON CONFLICT (name) DO NOTHING
        """,
        new { name, passwordHash, now }) == 1;

    public async Task AddSessionAsync(byte[] tokenHash, string name, string role, long expiresAt, long now)
    {
        await ExecuteAsync("DELETE FROM sessions WHERE expires_at <= @now", new { now });
        await ExecuteAsync(
            "INSERT INTO sessions (token_hash, name, role, expires_at) VALUES (@tokenHash, @name, @role, @expiresAt)",
            new { tokenHash, name, role, expiresAt });
    }

    public async Task<Actor?> FindSessionAsync(byte[] tokenHash, long now)
    {
        await using var loan = await database.BorrowAsync();
        var row = await loan.Connection.QuerySingleOrDefaultAsync<(string Role, string Name, long? ExpertId)?>(
            "SELECT role, name, expert_id FROM sessions WHERE token_hash = @tokenHash AND expires_at > @now", new { tokenHash, now });
        return row is { } found ? new Actor(found.Role, found.Name, found.ExpertId) : null;
    }

    public Task RemoveSessionAsync(byte[] tokenHash) =>
        ExecuteAsync("DELETE FROM sessions WHERE token_hash = @tokenHash", new { tokenHash });

    private Task<int> ExecuteAsync(string sql, object parameters) => writer.ActAsync(transaction =>
        transaction.Connection.ExecuteAsync(sql, parameters, transaction.Transaction));
}
