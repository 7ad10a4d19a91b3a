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

    private readonly PostgresEngine _engine;
    private readonly string _database;
    private readonly string _postgres;
    private readonly Func<int, string> _redis;
    private readonly int _shards;

    private ServerStores(PostgresEngine postgres, string database, Func<int, string> redisOf, int number, int shards)
    {
        (_engine, _database, _redis, _shards) = (postgres, database, redisOf, shards);
        _postgres = postgres.ConnectionStringOf(database);
        Settings = new Dictionary<string, string>
        {
            ["ConnectionStrings:Postgres"] = _postgres,
            ["ConnectionStrings:Redis"] = redisOf(number),
            ["Ballots:Shards"] = $"{shards}",
        };
    }

    public override IReadOnlyDictionary<string, string> Settings { get; }

    public static Task<Stores> OnAsync(RedisEngine redis, PostgresEngine postgres, int shards = 1) =>
        NewAsync(postgres, redis.ConnectionStringOf, shards);

    public static Task<Stores> OnAsync(RedisClusterEngine cluster, PostgresEngine postgres) =>
        NewAsync(postgres, _ => cluster.ConnectionString, ClusterShards);

    /// <summary>The database with everything in it, and an empty Redis.</summary>
    public override async Task<Stores> CopyAsync()
    {
        var number = Interlocked.Increment(ref _last);
        await _engine.CopyDatabaseAsync(_database, $"voting{number}");
        return new ServerStores(_engine, $"voting{number}", _redis, number, _shards);
    }

    public override DbConnection OpenDatabase()
    {
        var connection = new NpgsqlConnection($"{_postgres};Pooling=false");
        connection.Open();
        return connection;
    }

    private static async Task<Stores> NewAsync(PostgresEngine postgres, Func<int, string> redisOf, int shards)
    {
        var number = Interlocked.Increment(ref _last);
        await postgres.CreateDatabaseAsync($"voting{number}");
        return new ServerStores(postgres, $"voting{number}", redisOf, number, shards);
    }
}
