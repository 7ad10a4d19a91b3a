using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Voting.Engines;
using Voting.Server.Storage;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Storage;

/// <summary>What this program relies on in its Redis client; another version of it has to pass this.</summary>
public sealed class RedisConnectionTests
{
    private const string Echo = "return {ARGV[1], KEYS[1]}";

    private static readonly byte[] EchoSha = Convert.FromHexString("97e48688d01c6016d34396d1b844b1229ef64bc3");

    [SkippableFact]
    public async Task It_comes_back_by_itself_after_Redis_was_gone()
    {
        await using var engine = await StartEngineAsync();
        await using var redis = await ConnectAsync(engine.ConnectionString);
        await redis.CallAsync("SET", "a", "1");
        await engine.KillAsync();

        await Assert.ThrowsAsync<StorageAwayException>(() => redis.CallAsync("GET", "a").WaitAsync(TimeSpan.FromSeconds(3)));
        await engine.StartAgainAsync();

        var began = Stopwatch.GetTimestamp();
        while (await TryGetAsync(redis, "a") != "1")
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(30), "It does not come back.");
            await Task.Delay(50);
        }

        Assert.True(redis.IsUp);
    }

    [SkippableFact]
    public async Task It_starts_while_Redis_is_away_and_finds_it_later()
    {
        await using var engine = await StartEngineAsync();
        await engine.KillAsync();
        await using var redis = await ConnectAsync(engine.ConnectionString);
        Assert.False(redis.IsUp);
        await Assert.ThrowsAsync<StorageAwayException>(() => redis.CallAsync("GET", "a"));
        await engine.StartAgainAsync();
        var began = Stopwatch.GetTimestamp();
        while (!redis.IsUp || await TryGetAsync(redis, "a") is null)
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(30), "It does not come.");
            await TrySetAsync(redis, "a");
            await Task.Delay(50);
        }
    }

    [SkippableFact]
    public async Task A_missing_script_is_an_answer_and_nothing_is_loaded_behind_our_back()
    {
        await using var engine = await StartEngineAsync();
        await using var redis = await ConnectAsync(engine.ConnectionString);
        var sha = await LoadAsync(redis, "a");
        Assert.Equal("x", (await redis.EvalShaAsync(sha, ["a"], "x"))!.Value[0].Text);

        await engine.AskAsync("SCRIPT", "FLUSH");
        for (var i = 0; i < 3; i++)
            Assert.Null(await redis.EvalShaAsync(sha, ["a"], "x"));
        Assert.False(await redis.HasScriptAsync("a", sha));

        await LoadAsync(redis, "a");
        Assert.True(await redis.HasScriptAsync("a", sha));
        Assert.Equal("x", (await redis.EvalShaAsync(sha, ["a"], "x"))!.Value[0].Text);
    }

    [SkippableFact]
    public async Task Every_call_to_a_Redis_that_stands_still_ends_soon_and_further_ones_at_once()
    {
        await using var engine = await StartEngineAsync();
        await using var redis = await ConnectAsync(engine.ConnectionString);
        var sha = await LoadAsync(redis, "a");
        await redis.CallAsync("SET", "a", "1");
        engine.Suspend();
        try
        {
            await AllFailWithinAsync(TimeSpan.FromSeconds(10));
            await AllFailWithinAsync(TimeSpan.FromMilliseconds(1400));
            Assert.False(redis.IsUp);
        }
        finally
        {
            engine.Resume();
        }

        var began = Stopwatch.GetTimestamp();
        while (await TryGetAsync(redis, "a") != "1")
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(30), "It does not come back.");
            await Task.Delay(20);
        }

        async Task AllFailWithinAsync(TimeSpan longest)
        {
            var start = Stopwatch.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Assert.ThrowsAsync<StorageAwayException>(() => (i % 5) switch
            {
                0 => redis.CallAsync("GET", "a"),
                1 => redis.EvalShaAsync(sha, ["a"], "x"),
                2 => redis.EvalAsync(Echo, ["a"], "x"),
                3 => redis.LoadScriptAsync("a", Echo),
                _ => redis.HasScriptAsync("a", sha),
            })));
            Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, longest);
        }
    }

    [SkippableFact]
    public async Task Bytes_come_and_go_as_they_are()
    {
        await using var engine = await StartEngineAsync();
        await using var redis = await ConnectAsync(engine.ConnectionString);
        var sha = await LoadAsync(redis, "a");
        byte[] all = [.. Enumerable.Range(0, 256).Select(i => (byte)i), .. "\r\n$-1\r\n"u8];
        foreach (var bytes in new[] { all, [], [0], [255, 254], new byte[100_000] })
        {
            await redis.CallAsync("HSET", "h", bytes, bytes);
            Assert.Equal(bytes, (await redis.CallAsync("HGET", "h", bytes)).Bytes);
            Assert.Equal(bytes, (await redis.EvalShaAsync(sha, ["a"], bytes))!.Value[0].Bytes);
            Assert.Equal(bytes, (await redis.EvalAsync(Echo, ["a"], bytes))[0].Bytes);
        }

        Assert.Equal("评选", (await redis.EvalShaAsync(sha, ["键"], "评选"))!.Value[0].Text);
        Assert.Equal("键", (await redis.EvalShaAsync(sha, ["键"], "评选"))!.Value[1].Text);
        Assert.Equal(long.MaxValue, (await redis.EvalAsync(Echo, ["a"], long.MaxValue))[0].Number);
        Assert.True((await redis.CallAsync("GET", "nothing")).IsNull);
    }

    [SkippableFact]
    public async Task Two_thousand_calls_at_once_get_each_its_own_answer()
    {
        await using var engine = await StartEngineAsync();
        await using var redis = await ConnectAsync(engine.ConnectionString);
        var sha = await LoadAsync(redis, "a");

        var answers = await Task.WhenAll(Enumerable.Range(0, 2000).Select(i => Task.Run(() => redis.EvalShaAsync(sha, ["a"], i))))
            .WaitAsync(TimeSpan.FromSeconds(15));

        Assert.Equal(Enumerable.Range(0, 2000).Select(i => (long)i), answers.Select(answer => answer!.Value[0].Number));
    }

    [SkippableFact]
    public async Task On_a_cluster_a_slot_that_has_moved_is_followed()
    {
        RealEngines.Require();
        await using var cluster = await RedisClusterEngine.StartAsync();
        await using var redis = await ConnectAsync(cluster.ConnectionString);
        string[] keys = ["a", "b", "c", "d"];
        foreach (var key in keys)
            Assert.Equal("x", (await redis.EvalShaAsync(await LoadAsync(redis, key), [key], "x"))!.Value[0].Text);

        // The slot of one key, empty as it is, goes to another master; the client has an older map.
        var slot = await cluster.Nodes[0].AskAsync("CLUSTER", "KEYSLOT", "a");
        var from = cluster.Nodes[int.Parse(slot, CultureInfo.InvariantCulture) * 3 / 16_384];
        var to = cluster.Nodes.First(node => node != from);
        var target = await to.AskAsync("CLUSTER", "MYID");
        foreach (var node in cluster.Nodes.Where(node => node != to).Prepend(to))
            await node.AskAsync("CLUSTER", "SETSLOT", slot, "NODE", target);

        // There the script is not loaded: that is an answer of the new master, not an error of the old one.
        await to.AskAsync("SCRIPT", "FLUSH");
        Assert.Null(await redis.EvalShaAsync(EchoSha, ["a"], "x"));
        await redis.CallAsync("SET", "a", "moved");
        Assert.Equal("moved", (await redis.CallAsync("GET", "a")).Text);
        Assert.Equal("moved", await to.AskAsync("GET", "a"));
    }

    private static async Task<RedisEngine> StartEngineAsync()
    {
        RealEngines.Require();
        return await RedisEngine.StartAsync();
    }

    private static async Task<RedisConnection> ConnectAsync(string configuration)
    {
        var redis = new RedisConnection(configuration, NullLogger<RedisConnection>.Instance);
        await redis.StartAsync(CancellationToken.None);
        return redis;
    }

    private static async Task<byte[]> LoadAsync(RedisConnection redis, string key)
    {
        await redis.LoadScriptAsync(key, Echo);
        return EchoSha;
    }

    private static async Task<string?> TryGetAsync(RedisConnection redis, string key)
    {
        try
        {
            return (await redis.CallAsync("GET", key)).Text;
        }
        catch (StorageAwayException)
        {
            return null;
        }
    }

    private static async Task TrySetAsync(RedisConnection redis, string key)
    {
        try
        {
            await redis.CallAsync("SET", key, "1");
        }
        catch (StorageAwayException)
        {
            // Not yet.
        }
    }
}
