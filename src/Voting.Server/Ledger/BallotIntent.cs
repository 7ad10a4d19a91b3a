namespace Voting.Server.Ledger;

/// <summary>A ballot that the box admitted and the ledger has not recorded yet.</summary>
public sealed class BallotIntent
{
    private readonly TaskCompletionSource<RecordedBallot?> _recorded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public required long ContestId { get; init; }
    public required string Slug { get; init; }
    public required string BallotId { get; init; }

    /// <summary>16 bytes, the voter's pseudonym in this contest.</summary>
    public required byte[] Voter { get; init; }

    /// <summary>First 8 bytes of SHA-256(Idempotency-Key).</summary>
    public required byte[] KeyHash { get; init; }
    public required string Channel { get; init; }

    /// <summary>Ascending, distinct.</summary>
    public required int[] Entries { get; init; }
    public required int Period { get; init; }

    /// <summary>The box's clock at admission, Unix milliseconds.</summary>
    public required long AcceptedAt { get; init; }

    /// <summary>Votes the voter has left in the period after this ballot.</summary>
    public required int Remaining { get; init; }
    /// <summary>The part of the ballot box that admitted it; 0 when there is one.</summary>
    public required int Shard { get; init; }
    public required int Epoch { get; init; }
    public required long Seq { get; init; }

    /// <summary>Which filling of the box admitted it; the writer refuses ballots of an earlier one.</summary>
    public required long Generation { get; init; }

    /// <summary>
    /// Ends when the outcome is known: the recorded ballot, or null when it was not recorded or nobody can tell; the same key
    /// decides later. Never faults.
    /// </summary>
    public Task<RecordedBallot?> Recorded => _recorded.Task;

    public void Complete(RecordedBallot? ballot) => _recorded.TrySetResult(ballot);
}

/// <summary>A ballot in the ledger, with everything its answer consists of. The same bytes whenever it is read.</summary>
/// <param name="Leaf">The leaf's UTF-8 text.</param>
/// <param name="Receipt">C2SP tlog-proof under the checkpoint of the ballot's batch.</param>
public sealed record RecordedBallot(
    long ContestId,
    string BallotId,
    long LogIndex,
    int[] Entries,
    long AcceptedAt,
    int Remaining,
    byte[] Leaf,
    string Receipt,
    int Shard,
    int Epoch,
    long Seq);

/// <summary>What a commit changed; told to the box before anybody gets an answer.</summary>
/// <param name="Ballots">The intents that this commit recorded. A ballot that already stood is not among them.</param>
/// <param name="AlreadyStood">Intents whose ballot was in the ledger before: admitted by mistake, to be taken back.</param>
public sealed record LedgerCommit(
    long ContestId, long LogSize, IReadOnlyList<BallotIntent> Ballots, IReadOnlyList<BallotIntent> AlreadyStood);
