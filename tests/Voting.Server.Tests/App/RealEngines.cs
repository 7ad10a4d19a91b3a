using Voting.Engines;

namespace Voting.Server.Tests.App;

/// <summary>The engines of this test run: one Redis, one Redis Cluster, one PostgreSQL, each started on first use.</summary>
public static class RealEngines
{
    private static readonly Lazy<Task<RedisEngine>> TheRedis = new(RedisEngine.StartAsync);
    private static readonly Lazy<Task<RedisClusterEngine>> TheCluster = new(RedisClusterEngine.StartAsync);
    private static readonly Lazy<Task<PostgresEngine>> ThePostgres = new(PostgresEngine.StartAsync);

    public static Task<RedisEngine> RedisAsync() => TheRedis.Value;

    public static Task<RedisClusterEngine> ClusterAsync() => TheCluster.Value;

    public static Task<PostgresEngine> PostgresAsync() => ThePostgres.Value;

    /// <summary>Where there are no engines, tests say so; where they should be there, that is a failure.</summary>
    public static void Require()
    {
        var missing = EnginePrograms.Missing;
        Assert.False(missing is not null && Environment.GetEnvironmentVariable("VOTING_TESTS_REQUIRE_ENGINES") == "1", missing);
        Skip.If(missing is not null, missing);
    }
}
