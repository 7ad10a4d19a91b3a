using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace Voting.Server.Storage;

/// <summary>
/// The embedded SQLite database. Readers open connections of their own; there is one writer, whose commits are durable
/// (WAL with synchronous=FULL: the log is flushed before a commit returns).
/// </summary>
public sealed class Database
{
    private readonly string _connectionString;

    public Database(IOptions<StorageOptions> options)
    {
        var directory = Path.GetFullPath(options.Value.DataDirectory);
        Directory.CreateDirectory(directory);
        File = Path.Combine(directory, "voting.db");
        _connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = File,
            ForeignKeys = true,
            DefaultTimeout = 5,
            // Under load the driver's pool was once seen to hand out a connection that was already disposed; why is not
            // known (dotnet/efcore#39008 is like it). A connection of one's own cannot be anybody else's.
            Pooling = false,
        }.ToString();
    }

    public string File { get; }

    public async Task<DbConnection> OpenAsync(CancellationToken cancel = default)
    {
        var connection = new SqliteConnection(_connectionString);
        await connection.OpenAsync(cancel);
        return connection;
    }

    /// <summary>The one writing connection; its owner keeps it open and opens a new one after a failed commit.</summary>
    public async Task<DbConnection> OpenWriterAsync()
    {
        var connection = new SqliteConnection(_connectionString);
        await connection.OpenAsync();
        await connection.ExecuteAsync("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000;");
        return connection;
    }
}
