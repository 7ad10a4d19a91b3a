using System.Data.Common;
using Dapper;
using Npgsql;

namespace Voting.Server.Storage;

/// <summary>
/// The database that all servers share. Readers come from a pool and can not write. A writing connection is its owner's
/// alone and says for itself that a commit waits for the disk, whatever the database is set to; a server that freezes with
/// rows locked is cut off, so that the others go on.
/// </summary>
public sealed class PostgresDatabase : Database, IAsyncDisposable, IDisposable
{
    private const int ConnectSeconds = 3;
    private const int MostReaders = 20;
    private const int ReaderSeconds = 10;
    private const int WriterSeconds = 5;
    private const int PatientSeconds = 120;

    // The writer finds every row by its key. A table that has just begun to fill looks small to the planner, which would
    // rather read all of it, and keep to that plan while the table grows.
    private const string WriterSettings = """
        SET synchronous_commit = on;
        SET idle_in_transaction_session_timeout = '5s';
        SET lock_timeout = '4s';
        SET enable_seqscan = off;
        """;

    private readonly NpgsqlDataSource _readers;
    private readonly NpgsqlDataSource _writers;
    private readonly NpgsqlDataSource _patient;

    /// <exception cref="InvalidOperationException">The connection string can not be read.</exception>
    public PostgresDatabase(string connectionString)
    {
        _readers = NpgsqlDataSource.Create(Read(connectionString, settings =>
        {
            settings.CommandTimeout = ReaderSeconds;
            // Several servers share what the database allows: a hundred connections, unless it is told otherwise.
            settings.MaxPoolSize = Math.Min(settings.MaxPoolSize, MostReaders);
            settings.Options = $"{settings.Options} -c default_transaction_read_only=on".Trim();
        }));
        _writers = NpgsqlDataSource.Create(Read(connectionString, settings =>
        {
            settings.CommandTimeout = WriterSeconds;
            settings.Pooling = false;
            settings.MaxAutoPrepare = 50;
            settings.AutoPrepareMinUsages = 2;
        }));
        _patient = NpgsqlDataSource.Create(Read(connectionString, settings =>
        {
            settings.CommandTimeout = PatientSeconds;
            settings.Pooling = false;
        }));
    }

    public override bool IsPostgres => true;

    public override async Task<Loan> BorrowAsync()
    {
        var connection = await _readers.OpenConnectionAsync();
        return new Loan(connection, connection.DisposeAsync);
    }

    public override async Task<DbConnection> OpenWriterAsync()
    {
        var connection = await _writers.OpenConnectionAsync();
        try
        {
            await connection.ExecuteAsync(WriterSettings);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public override async Task DiscardAsync(DbConnection connection)
    {
        try
        {
            await connection.DisposeAsync();
        }
        catch (NpgsqlException)
        {
            // The server is gone, and the connection with it.
        }
    }

    public override async Task<IAsyncDisposable> LockAsync(string name)
    {
        var connection = await OpenPatientAsync();
        try
        {
            await connection.ExecuteAsync("SELECT pg_advisory_lock(hashtextextended('voting:' || @name, 0))", new { name });
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>A connection for what may take long and what nobody waits for: it holds locks as long as it needs them.</summary>
    public async Task<NpgsqlConnection> OpenPatientAsync() => await _patient.OpenConnectionAsync();

    public void Dispose()
    {
        _readers.Dispose();
        _writers.Dispose();
        _patient.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await _readers.DisposeAsync();
        await _writers.DisposeAsync();
        await _patient.DisposeAsync();
    }

    private static string Read(string connectionString, Action<NpgsqlConnectionStringBuilder> adjust)
    {
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(connectionString)
            {
                Timeout = ConnectSeconds,
                Multiplexing = false,
                Enlist = false,
                ApplicationName = "voting",
            };
            adjust(settings);
            return settings.ToString();
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException)
        {
            // Not the text itself, nor what quotes it: there is a password in it.
            throw new InvalidOperationException(
                "ConnectionStrings:Postgres can not be read. It looks like Host=…;Database=…;Username=…;Password=….");
        }
    }
}
