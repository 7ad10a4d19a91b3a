using System.Collections.Concurrent;
using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace Voting.Server.Storage;

/// <summary>
/// The embedded database: one file, one writer, whose commits are durable (WAL with synchronous=FULL: the log is flushed
/// before a commit returns). One process has a data directory to itself: a second one would hold a ballot box of its own,
/// and every voter would have both quotas.
/// </summary>
public sealed class SqliteDatabase : Database, IDisposable
{
    public const string FileName = "voting.db";
    private const int MostIdle = 16;

    private readonly ConcurrentBag<SqliteConnection> _idle = [];
    private readonly string _connectionString;
    private readonly DataDirectory _directory;

    public SqliteDatabase(IOptions<StorageOptions> options)
    {
        _directory = DataDirectory.Take(options.Value.DataDirectory);
        _connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(_directory.Path, FileName),
            ForeignKeys = true,
            DefaultTimeout = 5,
            // Under load the driver's own pool was seen to hand out a connection that was already disposed.
            Pooling = false,
        }.ToString();
    }

    public override bool IsPostgres => false;

    public override async Task<Loan> BorrowAsync()
    {
        var connection = _idle.TryTake(out var idle) ? idle : await OpenAsync();
        return new Loan(connection, () => GiveBack(connection));
    }

    public override async Task<DbConnection> OpenWriterAsync()
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
    /// When the disk is full, SQLite ends the transaction by itself, and the driver, which wants to end it once more, never
    /// closes the connection.
    /// </summary>
    public override async Task DiscardAsync(DbConnection connection)
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

    public override Task<IAsyncDisposable> LockAsync(string name) => Task.FromResult<IAsyncDisposable>(new NothingHeld());

    public void Dispose()
    {
        while (_idle.TryTake(out var idle))
            idle.Dispose();
        _directory.Dispose();
    }

    private async Task<SqliteConnection> OpenAsync()
    {
        var connection = new SqliteConnection(_connectionString);
        await connection.OpenAsync();
        return connection;
    }

    private ValueTask GiveBack(SqliteConnection connection)
    {
        if (_idle.Count >= MostIdle)
            return connection.DisposeAsync();
        _idle.Add(connection);
        return ValueTask.CompletedTask;
    }

    private sealed class NothingHeld : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
