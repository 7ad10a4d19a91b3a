using System.Data.Common;
using Npgsql;
using Voting.Engines;

namespace Voting.Server.Tests.App;

/// <summary>
/// A database of its own in PostgreSQL and one in Redis; a Redis Cluster has one for all, and the contests' slugs keep
/// apps apart. They end with their engines.
/// </summary>
public sealed class ServerStores : Stores
{
    private const int ClusterShards = 16;

    private static int _last;

    private readonly string _postgres;

    private ServerStores(string postgres, string redis, int shards)
    {
        _postgres = postgres;
        Settings = new Dictionary<string, string>
        {
            ["ConnectionStrings:Postgres"] = postgres,
            ["ConnectionStrings:Redis"] = redis,
            ["Ballots:Shards"] = $"{shards}",
        };
    }

    public override IReadOnlyDictionary<string, string> Settings { get; }

    public static async Task<Stores> OnAsync(RedisEngine redis, PostgresEngine postgres, int shards = 1)
    {
        var number = Interlocked.Increment(ref _last);
        return new ServerStores(await NewDatabaseAsync(postgres, number), redis.ConnectionStringOf(number), shards);
    }

    public static async Task<Stores> OnAsync(RedisClusterEngine cluster, PostgresEngine postgres) => new ServerStores(
        await NewDatabaseAsync(postgres, Interlocked.Increment(ref _last)), cluster.ConnectionString, ClusterShards);

    public override DbConnection OpenDatabase()
    {
        var connection = new NpgsqlConnection($"{_postgres};Pooling=false");
        connection.Open();
        return connection;
    }

    private static async Task<string> NewDatabaseAsync(PostgresEngine postgres, int number)
    {
        await postgres.CreateDatabaseAsync($"voting{number}");
        return postgres.ConnectionStringOf($"voting{number}");
    }
}
