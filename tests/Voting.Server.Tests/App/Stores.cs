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

    /// <summary>What the servers have written, in a place of its own; while no server runs on it.</summary>
    public abstract Task<Stores> CopyAsync();

    /// <summary>A connection of a test's own to what the servers wrote.</summary>
    public abstract DbConnection OpenDatabase();

    private sealed class SqliteStores(string directory) : Stores
    {
        public override IReadOnlyDictionary<string, string> Settings { get; } =
            new Dictionary<string, string> { ["Storage:DataDirectory"] = directory };

        public override Task<Stores> CopyAsync()
        {
            // Inside, so that it goes with the app.
            var copy = System.IO.Directory.CreateDirectory(Path.Combine(directory, $"copy-{Guid.NewGuid():N}")).FullName;
            foreach (var file in System.IO.Directory.EnumerateFiles(directory, "voting.db*"))
                File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
            return Task.FromResult<Stores>(new SqliteStores(copy));
        }

        public override DbConnection OpenDatabase()
        {
            var connection = new SqliteConnection($"Data Source={Path.Combine(directory, "voting.db")};Pooling=False");
            connection.Open();
            return connection;
        }
    }
}
