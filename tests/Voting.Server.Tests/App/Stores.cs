using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Voting.Server.Tests.App;

/// <summary>Where an app, with all its servers, keeps its data; nobody else's is in it.</summary>
public abstract class Stores
{
    /// <summary>What a server is told about them.</summary>
    public abstract IReadOnlyDictionary<string, string> Settings { get; }

    /// <summary>On the engines of this test run.</summary>
    /// <param name="directory">The first server's data directory.</param>
    public static async Task<Stores> NewAsync(Backend backend, string directory) => backend switch
    {
        Backend.Server => await ServerStores.OnAsync(await RealEngines.RedisAsync(), await RealEngines.PostgresAsync()),
        Backend.Cluster => await ServerStores.OnAsync(await RealEngines.ClusterAsync(), await RealEngines.PostgresAsync()),
        _ => new SqliteStores(directory),
    };

    /// <summary>A connection of a test's own to what the servers wrote.</summary>
    public abstract DbConnection OpenDatabase();

    private sealed class SqliteStores(string directory) : Stores
    {
        public override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>();

        public override DbConnection OpenDatabase()
        {
            var connection = new SqliteConnection($"Data Source={Path.Combine(directory, "voting.db")};Pooling=False");
            connection.Open();
            return connection;
        }
    }
}
