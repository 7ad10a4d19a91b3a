using System.Collections.Concurrent;
using Voting.Rules.Log;

namespace Voting.LoadTests.Faults;

/// <summary>A ballot that a voter was told is recorded.</summary>
/// <param name="Under">The checkpoint that the receipt is under.</param>
public sealed record AcknowledgedBallot(
    BallotToCast Ballot, long LogIndex, string Leaf, byte[] AnswerHash, Checkpoint Under);

/// <summary>What the voters of one round were told, and how soon after the fault there were ballots again.</summary>
public sealed class Round(TimeProvider clock)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource<TimeSpan> _again = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DateTimeOffset _struckAt = DateTimeOffset.MaxValue;
    private long _struck;
    private TimeSpan _took;

    public ConcurrentQueue<AcknowledgedBallot> Acknowledged { get; } = [];

    /// <summary>What must not have happened.</summary>
    public ConcurrentQueue<string> Violations { get; } = [];

    /// <summary>From the last stroke to the first ballot that was admitted after it and acknowledged; null while there is none.</summary>
    public TimeSpan? Again
    {
        get
        {
            lock (_lock)
                return _again.Task.IsCompletedSuccessfully ? _took : null;
        }
    }

    /// <summary>The longest that a voter tried until the ballot was acknowledged.</summary>
    public TimeSpan Slowest { get; private set; }

    /// <summary>The fault strikes now, or once more.</summary>
    public void Strike()
    {
        lock (_lock)
        {
            (_struckAt, _struck) = (clock.GetUtcNow(), clock.GetTimestamp());
            if (_again.Task.IsCompleted)
                _again = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public void Record(AcknowledgedBallot ballot, DateTimeOffset acceptedAt)
    {
        Acknowledged.Enqueue(ballot);
        lock (_lock)
        {
            if (acceptedAt < _struckAt || _again.Task.IsCompleted)
                return;
            _took = clock.GetElapsedTime(_struck);
            _again.SetResult(_took);
        }
    }

    public void Time(TimeSpan latency)
    {
        lock (_lock)
            Slowest = latency > Slowest ? latency : Slowest;
    }

    /// <exception cref="TimeoutException">No ballot was recorded in that time.</exception>
    public async Task RecordedAgainAsync(TimeSpan patience, CancellationToken cancel)
    {
        Task again;
        lock (_lock)
            again = _again.Task;
        try
        {
            await again.WaitAsync(patience, clock, cancel);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"No ballot was recorded within {patience.TotalSeconds:F0} s.");
        }
    }
}
