namespace Voting.Server.Ledger;

/// <summary>What a box has to know of a recorded ballot.</summary>
public sealed record StoredBallot(
    byte[] Voter, byte[] KeyHash, int[] Entries, int Period, long Seq, long AcceptedAt, int Shard, int Epoch);

/// <summary>A recorded ballot by what a repeat has in common with it, and where the box put it then.</summary>
public sealed class StandingBallot
{
    public required byte[] Voter { get; init; }
    public required byte[] KeyHash { get; init; }
    public int Shard { get; init; }
    public int Epoch { get; init; }
    public long Seq { get; init; }

    public bool IsOf(BallotIntent intent) =>
        Voter.AsSpan().SequenceEqual(intent.Voter) && KeyHash.AsSpan().SequenceEqual(intent.KeyHash);
}

/// <param name="Votes">By entry number; entries without votes are not in it.</param>
public sealed record CountedVotes(IReadOnlyDictionary<int, long> Votes, long Ballots);
