using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Voting.Server.Voters;

/// <summary>
/// In this process' memory, until the challenge has run out. After a restart nothing is known, so challenges of before are not
/// accepted. Memory is bounded: with more in use than fit, no further one is accepted until some have run out.
/// </summary>
public sealed class EmbeddedSpentChallenges(TimeProvider clock) : ISpentChallenges
{
    /// <summary>Some 40 MB; more than four thousand a second in two minutes.</summary>
    public const int Most = 500_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<UInt128, ulong> _acts = [];
    private readonly Queue<(UInt128 Challenge, DateTimeOffset Until)> _byUse = [];

    public byte[] Life { get; } = RandomNumberGenerator.GetBytes(16);

    public ValueTask<bool> SpendAsync(byte[] challenge, byte[] act, DateTimeOffset until)
    {
        var (id, use) = (BinaryPrimitives.ReadUInt128BigEndian(challenge), BinaryPrimitives.ReadUInt64BigEndian(act));
        lock (_lock)
        {
            // In the order of use: one that lives longer keeps those behind it a little longer than needed.
            while (_byUse.TryPeek(out var oldest) && oldest.Until <= clock.GetUtcNow())
                _acts.Remove(_byUse.Dequeue().Challenge);
            if (_acts.TryGetValue(id, out var before))
                return ValueTask.FromResult(before == use);
            if (_acts.Count >= Most)
                return ValueTask.FromResult(false);
            _acts.Add(id, use);
            _byUse.Enqueue((id, until));
            return ValueTask.FromResult(true);
        }
    }
}
