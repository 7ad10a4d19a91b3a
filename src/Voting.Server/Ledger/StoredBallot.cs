using System.Buffers.Binary;

namespace Voting.Server.Ledger;

/// <summary>What a box has to know of a recorded ballot.</summary>
public sealed record StoredBallot(
    byte[] Voter, byte[] KeyHash, int[] Entries, int Period, long Seq, long AcceptedAt, int Shard, int Epoch);

/// <summary>What one shard of a box has to know of a recorded ballot.</summary>
public readonly record struct ShardBallot(byte[] Voter, byte[] KeyHash, int[] Entries, int Period);

/// <summary>A recorded ballot by what a repeat has in common with it, and where the box put it then.</summary>
public sealed class StandingBallot
{
    public required byte[] Voter { get; init; }
    public required byte[] KeyHash { get; init; }
    public int Shard { get; init; }
    public int Epoch { get; init; }
    public long Seq { get; init; }

    public CastId Cast => CastId.Of(Voter, KeyHash);

    /// <summary>Not another ballot under the same key, but the same admission.</summary>
    public bool IsThisVery(BallotIntent intent) => (Shard, Epoch, Seq) == (intent.Shard, intent.Epoch, intent.Seq);
}

/// <summary>Voter and key: what makes two ballots of a contest the same to the ledger.</summary>
public readonly record struct CastId(UInt128 Voter, ulong Key)
{
    public static CastId Of(byte[] voter, byte[] keyHash) =>
        new(BinaryPrimitives.ReadUInt128BigEndian(voter), BinaryPrimitives.ReadUInt64BigEndian(keyHash));
}

/// <param name="Votes">By entry number; entries without votes are not in it.</param>
public sealed record CountedVotes(IReadOnlyDictionary<int, long> Votes, long Ballots);
