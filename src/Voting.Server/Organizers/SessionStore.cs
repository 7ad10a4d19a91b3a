using Dapper;
using Voting.Server.Ledger;
using Voting.Server.Storage;

namespace Voting.Server.Organizers;

/// <summary>Everybody's sessions, by the SHA-256 of their tokens.</summary>
public sealed class SessionStore(Database database, LedgerWriter writer)
{
    /// <summary>A session of an account.</summary>
    public async Task AddAsync(byte[] tokenHash, string account, long expiresAt, long now)
    {
        await ExecuteAsync("DELETE FROM sessions WHERE expires_at <= @now", new { now });
        await ExecuteAsync(
            "INSERT INTO sessions (token_hash, name, role, expires_at) VALUES (@tokenHash, @account, 'account', @expiresAt)",
            new { tokenHash, account, expiresAt });
    }

    public async Task<Actor?> FindAsync(byte[] tokenHash, long now)
    {
        await using var loan = await database.BorrowAsync();
        var row = await loan.Connection.QuerySingleOrDefaultAsync<(string Role, string Name, long? ExpertId)?>(
            "SELECT role, name, expert_id FROM sessions WHERE token_hash = @tokenHash AND expires_at > @now", new { tokenHash, now });
        return row is { } found ? new Actor(found.Role, found.Name, found.ExpertId) : null;
    }

    public Task RemoveAsync(byte[] tokenHash) => ExecuteAsync("DELETE FROM sessions WHERE token_hash = @tokenHash", new { tokenHash });

    /// <summary>Every session of an account, or of a seat on a panel.</summary>
    public Task RemoveAllAsync(Actor actor) => ExecuteAsync(
        actor.ExpertId is null
            ? "DELETE FROM sessions WHERE name = @Name AND role = 'account'"
            : "DELETE FROM sessions WHERE expert_id = @ExpertId",
        new { actor.Name, actor.ExpertId });

    private Task<int> ExecuteAsync(string sql, object parameters) => writer.ActAsync(transaction =>
        transaction.Connection.ExecuteAsync(sql, parameters, transaction.Transaction));
}
