using System.Data.Common;

namespace Voting.Server.Storage;

/// <summary>
/// The database under the stores: <see cref="SqliteDatabase"/> when the server runs embedded, <see cref="PostgresDatabase"/>
/// in server mode. A commit that returned is durable in both.
/// </summary>
public abstract class Database
{
    /// <summary>For statements in which the engines differ.</summary>
    public abstract bool IsPostgres { get; }

    /// <summary>A connection for reading; whoever borrows it is alone with it and gives it back by disposing the loan.</summary>
    public abstract Task<Loan> BorrowAsync();

    /// <summary>A writing connection; its owner keeps it open and opens a new one after a failed commit.</summary>
    public abstract Task<DbConnection> OpenWriterAsync();

    /// <summary>Closes a connection in whatever state a fault left it.</summary>
    public abstract Task DiscardAsync(DbConnection connection);

    /// <summary>
    /// What only one server may do at a time, such as bringing the schema up to date, happens while this is held. Embedded,
    /// the data directory has one server anyway.
    /// </summary>
    public abstract Task<IAsyncDisposable> LockAsync(string name);

    public sealed class Loan(DbConnection connection, Func<ValueTask> giveBack) : IAsyncDisposable
    {
        public DbConnection Connection => connection;

        public ValueTask DisposeAsync() => giveBack();
    }
}
