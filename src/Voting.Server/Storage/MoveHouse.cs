using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Voting.Server.Storage;

/// <summary>
/// <c>move-house</c>: an embedded server's data directory becomes the start of server mode. Everything goes over in one
/// transaction: contests, ballots, the log with the same bytes, so that receipts hold. Run it while no server runs.
/// </summary>
public sealed class MoveHouse(string directory, string postgres, KeyOptions sharedKeys, TextWriter output)
{
    public const string Command = "move-house";

    /// <param name="args"><c>move-house</c> and the data directory, as the program was called.</param>
    /// <returns>The program's exit code.</returns>
    public static async Task<int> RunAsync(string[] args, IConfiguration configuration)
    {
        try
        {
            if (args is not [Command, var directory, ..])
                throw new InvalidOperationException($"{Command} needs the data directory of the embedded server.");
            if (!configuration.IsServerMode())
                throw new InvalidOperationException("ConnectionStrings:Postgres and ConnectionStrings:Redis say where to: set both.");
            var keys = configuration.GetSection("Keys").Get<KeyOptions>() ?? new KeyOptions();
            await new MoveHouse(directory, configuration.GetConnectionString("Postgres")!, keys, Console.Out).ExecuteAsync();
            return 0;
        }
        catch (InvalidOperationException e)
        {
            await Console.Error.WriteLineAsync($"Not moved: {e.Message}");
            return 1;
        }
        catch (Exception e) when (Outage.Is(e))
        {
            await Console.Error.WriteLineAsync($"Cut off: {e.Message}. Make the same move again: it will, or it finds the database filled.");
            return 1;
        }
    }

    /// <exception cref="InvalidOperationException">Refused, with the reason; nothing is moved.</exception>
    public async Task ExecuteAsync()
    {
        // 1. The source, which nobody else may have, and where it went if this is not the first attempt.
        if (!File.Exists(Path.Combine(directory, SqliteDatabase.FileName)))
            throw new InvalidOperationException($"There is no {SqliteDatabase.FileName} in '{directory}'.");
        if (sharedKeys.Directory.Length == 0)
            throw new InvalidOperationException("Keys:Directory must name the folder that all servers share.");
        var options = Options.Create(new StorageOptions { DataDirectory = directory });
        await using var database = new PostgresDatabase(postgres);
        using var embedded = new SqliteDatabase(options);
        await using var source = await embedded.OpenWriterAsync();
        var target = Describe(postgres);
        var before = await MovedHouse.FindAsync(source);
        if (before is null)
            await MigrateAsync(embedded);
        else if (before != target)
            throw new InvalidOperationException($"'{directory}' was moved to {before} before.");

        // 2. The target, which must be empty and stays locked.
        await MigrateAsync(database);
        await using var connection = await database.OpenPatientAsync();
        await connection.ExecuteAsync("SET synchronous_commit = on; SET idle_in_transaction_session_timeout = 0;");
        await using var transaction = await connection.BeginTransactionAsync();
        var copy = new TableCopy(source, connection);
        var tables = await copy.TablesAsync();
        foreach (var table in tables)
            if (!await copy.IsEmptyAsync(table))
                throw new InvalidOperationException($"{target} is not empty: there are rows in {table}.");

        // 3. Keys before rows: a database whose keys are nowhere can not be started.
        var keys = new KeyFolder(Options.Create(sharedKeys), options);
        keys.TakeOver(new KeyFolder(Options.Create(new KeyOptions()), options));
        foreach (var name in await source.QueryAsync<string>("SELECT name FROM key_commitments"))
            if (keys.Find(name) is null)
                throw new InvalidOperationException($"Key '{name}' is neither in '{sharedKeys.Directory}' nor in '{directory}'.");

        // 4. Rows.
        foreach (var table in tables)
        {
            var rows = await copy.CopyAsync(table);
            if (rows != await source.ExecuteScalarAsync<long>($"SELECT count(*) FROM {table}"))
                throw new InvalidOperationException($"Not all rows of {table} were copied.");
            await output.WriteLineAsync($"{table}: {rows}");
        }

        await copy.ContinueIdentitiesAsync();

        // 5. The mark before the commit. Cut off in between, neither goes on, and the same move can be made again; the other
        //    way round both would.
        if (before is null)
            await MovedHouse.MarkAsync(source, target);
        await transaction.CommitAsync();
        await output.WriteLineAsync($"Moved to {target}. '{directory}' is not started any more; keep it as a backup.");
    }

    private static Task MigrateAsync(Database database) =>
        new Migrations(database, NullLogger<Migrations>.Instance).ApplyAsync();

    /// <summary>Without the user and the password.</summary>
    private static string Describe(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        return $"{settings.Host}:{settings.Port}/{settings.Database}";
    }
}
