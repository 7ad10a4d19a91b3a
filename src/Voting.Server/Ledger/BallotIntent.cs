namespace Voting.Server.Ledger;

/// <summary>A ballot that the box admitted and the ledger has not recorded yet.</summary>
public sealed class BallotIntent
{
    private readonly TaskCompletionSource<Recording> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

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

    /// <summary>Where and since when the voter came from, as keyed tags; empty where nothing is kept.</summary>
    public byte[] Trace { get; init; } = [];
    public required int Period { get; init; }

    /// <summary>The box's clock at admission, Unix milliseconds.</summary>
    public required long AcceptedAt { get; init; }

    /// <summary>Votes the voter has left in the period after this ballot.</summary>
    public required int Remaining { get; init; }

    /// <summary>The part of the ballot box that admitted it; 0 when there is one.</summary>
    public required int Shard { get; init; }
    public required int Epoch { get; init; }
    public required long Seq { get; init; }

    /// <summary>Which filling of the embedded box admitted it; the writer refuses ballots of an earlier one.</summary>
    public long Generation { get; init; }

    /// <summary>Another server may have recorded it: the ledger is asked before, instead of stumbling over it.</summary>
    public bool MayStand { get; init; }

    public CastId Cast => CastId.Of(Voter, KeyHash);

    /// <summary>Never faults.</summary>
    public Task<Recording> Ended => _ended.Task;

    public void End(Recording recording) => _ended.TrySetResult(recording);
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
    string Receipt);

/// <summary>What a commit changed; told to the box before anybody gets an answer.</summary>
/// <param name="Recorded">Intents whose ballots are in the ledger, by this commit or the very same by an earlier one.</param>
/// <param name="TakenBack">Intents whose key had recorded another ballot before: admitted by mistake.</param>
public sealed record LedgerCommit(
    long ContestId, IReadOnlyList<BallotIntent> Recorded, IReadOnlyList<BallotIntent> TakenBack);
