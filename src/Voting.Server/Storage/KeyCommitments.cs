using System.Data.Common;
using System.Security.Cryptography;
using Dapper;

namespace Voting.Server.Storage;

/// <summary>
/// The hashes of the keys a database was written with. A restored database beside other keys, or a new key folder beside an
/// old database, would sign another log and know no voter again: such a server does not start.
/// </summary>
public static class KeyCommitments
{
    /// <summary>The key is destroyed when this is committed: nobody asks for it any more.</summary>
    public static async Task MarkDestroyedAsync(DbConnection connection, DbTransaction transaction, string name) =>
        await connection.ExecuteAsync("UPDATE key_commitments SET destroyed = 1 WHERE name = @name", new { name }, transaction);

    public static async Task<bool> IsDestroyedAsync(DbConnection connection, string name) =>
        await connection.ExecuteScalarAsync<long>(
            "SELECT count(*) FROM key_commitments WHERE name = @name AND destroyed = 1", new { name }) > 0;

    /// <summary>Writes the key's hash down on first use, and compares it ever after.</summary>
    /// <exception cref="InvalidOperationException">The key differs from the one this database was written with.</exception>
    public static async Task CommitAsync(DbConnection connection, DbTransaction? transaction, string name, byte[] key)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(key));
        await connection.ExecuteAsync(
            "INSERT INTO key_commitments (name, hash) VALUES (@name, @hash) ON CONFLICT (name) DO NOTHING",
            new { name, hash }, transaction);
        var committed = await connection.ExecuteScalarAsync<string>(
            "SELECT hash FROM key_commitments WHERE name = @name", new { name }, transaction);
        if (committed != hash)
            throw new InvalidOperationException(
                $"Key '{name}' is not the key this database was written with. Put the right key folder back (Keys:Directory).");
    }
}
