using Dapper;
using Voting.Server.Ledger;
using Voting.Server.Storage;

namespace Voting.Server.Organizers;

/// <summary>Who signs in with a password.</summary>
public sealed record Account
{
    public required string Name { get; init; }
    public required string PasswordHash { get; init; }

    /// <summary>What <see cref="AccountSecrets.CodesOf"/> makes the secret of; null where no code is asked for.</summary>
    public byte[]? TwoStep { get; init; }

    /// <summary>The same before the first code has come.</summary>
    public byte[]? TwoStepOffered { get; init; }

    /// <summary>Time step of the last code that was accepted.</summary>
    public long TwoStepLast { get; init; }
}

/// <summary>Accounts, and the codes of their second step.</summary>
public sealed class AccountStore(Database database, LedgerWriter writer)
{
    public async Task<bool> AnyAsync()
    {
        await using var loan = await database.BorrowAsync();
        return await loan.Connection.ExecuteScalarAsync<long>("SELECT count(*) FROM accounts") > 0;
    }

    public async Task<Account?> FindAsync(string name)
    {
        const string sql = """
            SELECT name, password_hash AS PasswordHash, two_step AS TwoStep, two_step_offered AS TwoStepOffered,
                   two_step_last AS TwoStepLast
            FROM   accounts
            WHERE  name = @name
            """;
        await using var loan = await database.BorrowAsync();
        return await loan.Connection.QuerySingleOrDefaultAsync<Account>(sql, new { name });
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

    /// <summary>And ends every session of the account but one.</summary>
    /// <param name="oldHash">The password that was compared; false when it is not the account's any more.</param>
    public Task<bool> ChangePasswordAsync(string name, string oldHash, string newHash, byte[] keptSession) => writer.ActAsync(async transaction =>
    {
        var (connection, db) = (transaction.Connection, transaction.Transaction);
        var changed = await connection.ExecuteAsync(
            "UPDATE accounts SET password_hash = @newHash WHERE name = @name AND password_hash = @oldHash", new { name, oldHash, newHash }, db);
        if (changed == 1)
            await connection.ExecuteAsync(
                "DELETE FROM sessions WHERE name = @name AND role = 'account' AND token_hash <> @keptSession", new { name, keptSession }, db);
        return changed == 1;
    });

    public Task OfferTwoStepAsync(string name, byte[] offered) => ExecuteAsync(
        "UPDATE accounts SET two_step_offered = @offered WHERE name = @name AND two_step IS NULL", new { name, offered });

    /// <returns>False when it is on already, or something else was offered meanwhile.</returns>
    public Task<bool> TurnTwoStepOnAsync(string name, byte[] offered, long step, IReadOnlyList<byte[]> recoveryCodes) => writer.ActAsync(async transaction =>
    {
        var (connection, db) = (transaction.Connection, transaction.Transaction);
        var turned = await connection.ExecuteAsync(
            """
            UPDATE accounts SET two_step = two_step_offered, two_step_offered = NULL, two_step_last = @step
            WHERE  name = @name AND two_step IS NULL AND two_step_offered = @offered
            """,
            new { name, offered, step }, db);
        if (turned == 1)
            await connection.ExecuteAsync(
                "INSERT INTO recovery_codes (account, code_hash) VALUES (@name, @codeHash)",
                recoveryCodes.Select(codeHash => new { name, codeHash }), db);
        return turned == 1;
    });

    public Task TurnTwoStepOffAsync(string name) => writer.ActAsync(async transaction =>
    {
        await transaction.Connection.ExecuteAsync(
            "UPDATE accounts SET two_step = NULL, two_step_offered = NULL WHERE name = @name", new { name }, transaction.Transaction);
        return await transaction.Connection.ExecuteAsync(
            "DELETE FROM recovery_codes WHERE account = @name", new { name }, transaction.Transaction);
    });

    /// <returns>False when a code of this or a later step was accepted before.</returns>
    public async Task<bool> TakeStepAsync(string name, byte[] twoStep, long step) => await ExecuteAsync(
        "UPDATE accounts SET two_step_last = @step WHERE name = @name AND two_step = @twoStep AND two_step_last < @step",
        new { name, twoStep, step }) == 1;

    public async Task<bool> HasRecoveryCodeAsync(string name, byte[] codeHash)
    {
        await using var loan = await database.BorrowAsync();
        return await loan.Connection.ExecuteScalarAsync<long>(
            "SELECT count(*) FROM recovery_codes WHERE account = @name AND code_hash = @codeHash", new { name, codeHash }) > 0;
    }

    public async Task<bool> TakeRecoveryCodeAsync(string name, byte[] codeHash) => await ExecuteAsync(
        "DELETE FROM recovery_codes WHERE account = @name AND code_hash = @codeHash", new { name, codeHash }) == 1;

    public async Task<long> CountRecoveryCodesAsync(string name)
    {
        await using var loan = await database.BorrowAsync();
        return await loan.Connection.ExecuteScalarAsync<long>("SELECT count(*) FROM recovery_codes WHERE account = @name", new { name });
    }

    private Task<int> ExecuteAsync(string sql, object parameters) => writer.ActAsync(transaction =>
        transaction.Connection.ExecuteAsync(sql, parameters, transaction.Transaction));
}
