using System.Buffers.Binary;
using System.Security.Cryptography;
using Voting.Server.Ledger;

namespace Voting.Benchmarks;

/// <summary>Ballots as a voting day makes them: every voter another pseudonym, three votes each.</summary>
public static class GeneratedBallots
{
    public const string Slug = "benchmark-2026";
    public const long FirstMillisecond = 1_790_000_000_000;

    public static IEnumerable<BallotIntent> Make(long contestId, int count) => Enumerable.Range(0, count).Select(i =>
    {
        var random = SHA256.HashData(BitConverter.GetBytes(i));
        var at = FirstMillisecond + i / 60;
        return new BallotIntent
        {
            ContestId = contestId,
            Slug = Slug,
            BallotId = Guid.CreateVersion7(DateTimeOffset.FromUnixTimeMilliseconds(at)).ToString("N"),
            Voter = random[..16],
            KeyHash = random[16..24],
            Channel = "device",
            Entries = Choose(BinaryPrimitives.ReadUInt32LittleEndian(random.AsSpan(24))),
            Period = 0,
            AcceptedAt = at,
            Remaining = 7,
            Shard = 0,
            Epoch = 1,
            Seq = i + 1,
            Generation = 1,
        };
    });

    private static int[] Choose(uint random)
    {
        var first = (int)(random % 50) + 1;
        return [first, first + 1 + (int)(random / 50 % 50), first + 52 + (int)(random / 2500 % 50)];
    }
}
