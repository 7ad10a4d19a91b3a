using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Voting.Server.Ballots;
using Voting.Server.Storage;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Ballots;

/// <summary>The filter that a refill makes is the one that <c>cast_ballot.lua</c> reads and goes on with.</summary>
public sealed class OlderKeysFilterTests
{
    [SkippableTheory]
    [InlineData(1 << 16)]
    [InlineData((1 << 20) - 512)]
    [InlineData(1_000_003)]
    public async Task The_same_keys_give_the_same_bits(int size)
    {
        RealEngines.Require();
        await using var redis = await ConnectAsync();
        var (byScript, byServer) = ($"{{filter-{size}}}:script", $"{{filter-{size}}}:server");
        var remember = BoxScripts.Text("older_keys") + "remember_key(KEYS[1], key_bits(ARGV[1], ARGV[2], tonumber(ARGV[3]))) return 1";
        var filter = new OlderKeysFilter(size);
        for (var i = 0; i < 300; i++)
        {
            var random = SHA256.HashData(Encoding.UTF8.GetBytes($"{i}"));
            if (i == 0)
                random.AsSpan().Fill(0xff);
            filter.Remember(random[..16], random[16..24]);
            await redis.EvalAsync(remember, [byScript], random[..16], random[16..24], size);
        }

        foreach (var (offset, bytes) in filter.Pieces())
            await redis.CallAsync("SETRANGE", byServer, offset, bytes);

        // The script's string ends with its last bit, the server's with the filter.
        var bits = (await redis.CallAsync("GET", byScript)).Bytes;
        Assert.Equal(bits, (await redis.CallAsync("GET", byServer)).Bytes[..bits.Length]);
        Assert.Equal((await redis.CallAsync("BITCOUNT", byScript)).Number, (await redis.CallAsync("BITCOUNT", byServer)).Number);
    }

    [SkippableFact]
    public async Task A_step_appends_to_a_voters_record_whatever_is_there_and_only_under_the_token()
    {
        RealEngines.Require();
        await using var redis = await ConnectAsync();
        var (meta, voters) = ("{filling}:meta", "{filling}:voters");
        await redis.CallAsync("HSET", meta, "token", "ours");
        await redis.CallAsync("HSET", voters, "b", "1");

        Assert.Equal("filled", await StepAsync("ours", "a", "2", "b", "3", "a", "4"));
        Assert.Equal("filled", await StepAsync("ours", "b", "5"));
        Assert.Equal("lost", await StepAsync("theirs", "a", "6"));

        Assert.Equal("24", (await redis.CallAsync("HGET", voters, "a")).Text);
        Assert.Equal("135", (await redis.CallAsync("HGET", voters, "b")).Text);
        Assert.InRange((await redis.CallAsync("PTTL", voters)).Number, 1, 60_000);

        async Task<string> StepAsync(string token, params string[] pairs) => (await redis.EvalAsync(
            BoxScripts.Text("fill_shard"), [meta, voters], [token, "voters", 60_000, .. pairs.Select(text => (RedisArg)text)]))[0].Text;
    }

    private static async Task<RedisConnection> ConnectAsync()
    {
        var engine = await RealEngines.RedisAsync();
        var redis = new RedisConnection(engine.ConnectionStringOf(900), NullLogger<RedisConnection>.Instance);
        await redis.StartAsync(CancellationToken.None);
        for (var tries = 0; !redis.IsUp && tries < 1000; tries++)
            await Task.Delay(10);
        await engine.FlushAsync(900);
        return redis;
    }
}
