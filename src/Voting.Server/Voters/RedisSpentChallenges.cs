using Voting.Server.Storage;

namespace Voting.Server.Voters;

/// <summary>
/// In Redis, one key a challenge until it has run out, for all servers. A Redis that comes back empty lets a solution of the
/// last two minutes be used once more; votes are counted by the ledger whatever Redis knows.
/// </summary>
public sealed class RedisSpentChallenges(RedisConnection redis, TimeProvider clock) : ISpentChallenges
{
    public byte[] Life { get; } = [];

    public async ValueTask<bool> SpendAsync(byte[] challenge, byte[] act, DateTimeOffset until)
    {
        var key = $"challenge:{Convert.ToHexStringLower(challenge)}";
        var milliseconds = Math.Max(1, (long)(until - clock.GetUtcNow()).TotalMilliseconds);
        if (!(await redis.CallAsync("SET", key, act, "NX", "PX", milliseconds)).IsNull)
            return true;
        var before = await redis.CallAsync("GET", key);
        return !before.IsNull && before.Bytes.AsSpan().SequenceEqual(act);
    }
}
