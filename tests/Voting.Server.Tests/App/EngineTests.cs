using System.Diagnostics;
using System.Net.Sockets;
using Voting.Engines;

namespace Voting.Server.Tests.App;

/// <summary>The engines do to their data what the tests of durability rely on.</summary>
public sealed class EngineTests
{
    [SkippableFact]
    public async Task What_Redis_answered_survives_its_kill_and_what_was_deleted_does_not()
    {
        RealEngines.Require();
        await using var redis = await RedisEngine.StartAsync();
        await redis.AskAsync("SET", "a", "1");
        await redis.KillAsync();
        await Assert.ThrowsAnyAsync<SocketException>(() => redis.AskAsync("PING"));

        var copy = Directory.CreateTempSubdirectory("voting-aof-").FullName;
        redis.CopyAofTo(copy);
        await redis.StartAgainAsync();
        Assert.Equal("1", await redis.AskAsync("GET", "a"));

        await redis.KillAsync();
        redis.DeleteAof();
        await redis.StartAgainAsync();
        Assert.Equal("0", await redis.AskAsync("EXISTS", "a"));

        await redis.KillAsync();
        redis.RestoreAofFrom(copy);
        Directory.Delete(copy, recursive: true);
        await redis.StartAgainAsync();
        Assert.Equal("1", await redis.AskAsync("GET", "a"));
        await redis.FlushAllAsync();
        Assert.Equal("0", await redis.AskAsync("DBSIZE"));
    }

    [SkippableFact]
    public async Task A_suspended_Redis_answers_when_it_goes_on()
    {
        RealEngines.Require();
        await using var redis = await RedisEngine.StartAsync();
        redis.Suspend();
        var answer = redis.AskAsync("PING");
        await Task.Delay(300);
        Assert.False(answer.IsCompleted);
        redis.Resume();
        Assert.Equal("PONG", await answer.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [SkippableFact]
    public async Task A_cluster_serves_every_slot_and_is_whole_again_after_a_kill()
    {
        RealEngines.Require();
        await using var cluster = await RedisClusterEngine.StartAsync();
        Assert.Equal(3, cluster.Nodes.Count);
        await cluster.Nodes[1].KillAsync();
        await cluster.Nodes[1].StartAgainAsync();
        await cluster.WholeAsync();
        await cluster.FlushAllAsync();
    }

    [SkippableFact]
    public async Task PostgreSQL_keeps_its_databases_over_a_power_cut_and_a_stop()
    {
        RealEngines.Require();
        await using var postgres = await PostgresEngine.StartAsync();
        await postgres.CreateDatabaseAsync("kept");
        await postgres.KillAsync();
        await postgres.StartAgainAsync();
        var twice = await Assert.ThrowsAsync<InvalidOperationException>(() => postgres.CreateDatabaseAsync("kept"));
        Assert.Contains("already exists", twice.Message, StringComparison.Ordinal);

        await postgres.StopAsync();
        await postgres.StartAgainAsync();
        postgres.Suspend();
        var drop = postgres.DropDatabaseAsync("kept");
        await Task.Delay(300);
        Assert.False(drop.IsCompleted);
        postgres.Resume();
        await drop.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [SkippableFact]
    public async Task Engines_that_start_at_once_have_ports_of_their_own()
    {
        RealEngines.Require();
        var began = Stopwatch.GetTimestamp();
        var several = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => RedisEngine.StartAsync()));
        Assert.Equal(4, several.DistinctBy(redis => redis.Port).Count());
        foreach (var redis in several)
            await redis.DisposeAsync();
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }
}
