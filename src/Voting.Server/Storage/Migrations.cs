using System.Data.Common;
using Dapper;

namespace Voting.Server.Storage;

/// <summary>
/// Brings the database to the schema of this program: numbered scripts, each applied once, in one transaction each. Of
/// servers that start together one applies them, and the others wait for it.
/// </summary>
public sealed class Migrations(Database database, ILogger<Migrations> log)
{
    private const string Prefix = "Voting.Server.Storage.Schema.";
    private const int LongestSeconds = 600;

    /// <exception cref="InvalidOperationException">The database was written by a newer program.</exception>
    public async Task ApplyAsync()
    {
        var suffix = database.IsPostgres ? ".postgres.sql" : ".sqlite.sql";
        var scripts = typeof(Migrations).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(suffix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .ToList();

        await using var held = await database.LockAsync("migrations");
        await using var connection = await database.OpenWriterAsync();
        if (!database.IsPostgres && await MovedHouse.FindAsync(connection) is { } target)
            throw new InvalidOperationException(
                $"Storage:DataDirectory was moved to PostgreSQL at {target}, where its contests go on: start with both connection strings.");
        var applied = await ReadVersionAsync(connection);
        if (applied > scripts.Count)
            throw new InvalidOperationException(
                $"The database has schema {applied}, this program knows {scripts.Count}: start a newer program.");

        for (var number = (int)applied; number < scripts.Count; number++)
        {
            using var reader = new StreamReader(typeof(Migrations).Assembly.GetManifestResourceStream(scripts[number])!);
            await using var transaction = await connection.BeginTransactionAsync();
            await connection.ExecuteAsync(await reader.ReadToEndAsync(), transaction: transaction, commandTimeout: LongestSeconds);
            await WriteVersionAsync(connection, transaction, number + 1);
            await transaction.CommitAsync();
            log.LogInformation("Applied schema {Script}", scripts[number][Prefix.Length..]);
        }
    }

    private async Task<long> ReadVersionAsync(DbConnection connection)
    {
        if (!database.IsPostgres)
            return await connection.ExecuteScalarAsync<long>("PRAGMA user_version");
        await connection.ExecuteAsync("CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL)");
        return await connection.ExecuteScalarAsync<long>("SELECT coalesce(max(version), 0) FROM schema_version");
    }

    private async Task WriteVersionAsync(DbConnection connection, DbTransaction transaction, int version) =>
        await connection.ExecuteAsync(
            database.IsPostgres ? $"INSERT INTO schema_version (version) VALUES ({version})" : $"PRAGMA user_version = {version}",
            transaction: transaction);
}
