namespace Voting.Rules.Log;

/// <summary>Where a ballot was admitted: unique per contest, settled in any order, gaps only where an epoch ended.</summary>
public readonly record struct BallotSequence(long Shard, long Epoch, long Number);
