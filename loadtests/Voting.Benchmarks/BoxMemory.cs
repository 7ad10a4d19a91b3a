using System.Globalization;
using Voting.Engines;

namespace Voting.Benchmarks;

/// <summary>What Redis says about its memory, in bytes.</summary>
public sealed class BoxMemory(RedisEngine redis)
{
    public async Task<long> UsedAsync()
    {
        var line = (await redis.AskAsync("INFO", "memory")).Split("\r\n").First(line => line.StartsWith("used_memory:", StringComparison.Ordinal));
        return Number(line.Split(':')[1]);
    }

    /// <summary>0 for a key that is not there.</summary>
    public async Task<long> OfKeyAsync(string key)
    {
        var answer = await redis.AskAsync("EVAL", "return tostring(redis.call('MEMORY', 'USAGE', KEYS[1], 'SAMPLES', 0) or 0)", "1", key);
        return Number(answer);
    }

    public async Task<long> FieldsAsync(string hash) => Number(await redis.AskAsync("HLEN", hash));

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
