using System.Collections.Concurrent;
using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace Voting.Server.Storage;

/// <summary>
/// The embedded SQLite database. Readers borrow connections; there is one writer, whose commits are durable (WAL with
/// synchronous=FULL: the log is flushed before a commit returns). One process has a data directory to itself: a second one
/// would hold a ballot box of its own, and every voter would have both quotas.
/// </summary>
public sealed class Database : IDisposable
{
    private const int MostIdle = 16;

    private readonly ConcurrentBag<SqliteConnection> _idle = [];
    private readonly string _connectionString;
    private readonly FileStream _ownership;

    public Database(IOptions<StorageOptions> options)
    {
        var directory = Path.GetFullPath(options.Value.DataDirectory);
        Directory.CreateDirectory(directory);
        _ownership = TakeOwnership(directory);
        File = Path.Combine(directory, "voting.db");
        _connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = File,
            ForeignKeys = true,
            DefaultTimeout = 5,
            // Under load the driver's own pool was seen to hand out a connection that was already disposed.
            Pooling = false,
        }.ToString();
    }

    public string File { get; }

    /// <summary>A connection for reading; whoever borrows it is alone with it and gives it back by disposing the loan.</summary>
    public async Task<Loan> BorrowAsync() => new(this, _idle.TryTake(out var idle) ? idle : await OpenAsync());

    /// <summary>The one writing connection; its owner keeps it open and opens a new one after a failed commit.</summary>
    public async Task<DbConnection> OpenWriterAsync()
    {
        var connection = await OpenAsync();
        try
        {
            await connection.ExecuteAsync("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000;");
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Closes a connection in whatever state a fault left it. When the disk is full, SQLite ends the transaction by itself, and
    /// the driver, which wants to end it once more, never closes the connection.
    /// </summary>
    public static async Task DiscardAsync(DbConnection connection)
    {
        try
        {
            await connection.DisposeAsync();
        }
        catch (SqliteException)
        {
            ((SqliteConnection)connection).Handle?.Dispose();
        }
    }

    public void Dispose()
    {
        while (_idle.TryTake(out var idle))
            idle.Dispose();
        _ownership.Dispose();
    }

    private async Task<SqliteConnection> OpenAsync()
    {
        var connection = new SqliteConnection(_connectionString);
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>Held until the process ends, however it ends.</summary>
    private static FileStream TakeOwnership(string directory)
    {
        try
        {
            return new FileStream(Path.Combine(directory, "voting.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new InvalidOperationException(
                $"Storage:DataDirectory '{directory}' belongs to a server that is running. Stop it, or choose another folder.", e);
        }
    }

    public sealed class Loan(Database database, SqliteConnection connection) : IAsyncDisposable
    {
        public DbConnection Connection => connection;

        public ValueTask DisposeAsync()
        {
            if (database._idle.Count >= MostIdle)
                return connection.DisposeAsync();
            database._idle.Add(connection);
            return ValueTask.CompletedTask;
        }
    }
}
