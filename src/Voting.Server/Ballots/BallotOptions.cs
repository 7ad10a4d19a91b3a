namespace Voting.Server.Ballots;

/// <summary>Section <c>Ballots</c>.</summary>
public sealed class BallotOptions
{
    /// <summary>
    /// Parts a new contest's box in Redis is divided into, by voter. 1 for a single Redis; 16 spread a contest over the masters
    /// of a Redis Cluster. Fixed for a contest when it is created.
    /// </summary>
    public int Shards { get; set; } = 1;
}
