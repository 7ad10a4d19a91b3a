using Dapper;

namespace Voting.Server.Storage;

/// <summary>Brings the database to the schema of this program: numbered scripts, each applied once, in one transaction each.</summary>
public sealed class Migrations(Database database, ILogger<Migrations> log)
{
    private const string Prefix = "Voting.Server.Storage.Schema.";
    private const string Suffix = ".sqlite.sql";

    /// <exception cref="InvalidOperationException">The database was written by a newer program.</exception>
    public async Task ApplyAsync()
    {
        var scripts = typeof(Migrations).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .ToList();

        await using var connection = await database.OpenWriterAsync();
        var applied = await connection.ExecuteScalarAsync<long>("PRAGMA user_version");
        if (applied > scripts.Count)
            throw new InvalidOperationException(
                $"The database has schema {applied}, this program knows {scripts.Count}: start a newer program.");

        for (var number = (int)applied; number < scripts.Count; number++)
        {
            using var reader = new StreamReader(typeof(Migrations).Assembly.GetManifestResourceStream(scripts[number])!);
            var script = await reader.ReadToEndAsync();
            await connection.ExecuteAsync($"BEGIN IMMEDIATE;\n{script}\nPRAGMA user_version = {number + 1};\nCOMMIT;");
            log.LogInformation("Applied schema {Script}", scripts[number][Prefix.Length..]);
        }
    }
}
