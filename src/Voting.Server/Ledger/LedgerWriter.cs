using System.Threading.Channels;
using Voting.Server.Log;

namespace Voting.Server.Ledger;

/// <summary>
/// The writer of this server. Ballots and organizers' acts come through one queue and are committed in its order: an act in a
/// transaction of its own, ballots in batches. There is no timer: a batch is what queued while the last one was being
/// committed. Nobody is told "recorded" before the commit returned.
/// </summary>
/// <remarks>
/// After a failed commit it is unknown whether the batch is stored. The box stops admitting, everything that waits ends as
/// unknown, a new connection is opened, the box takes over what the ledger says, and work goes on; the voters' repeated keys
/// then find out what happened.
/// </remarks>
public sealed class LedgerWriter(
    LedgerConnection connection, ILedgerFollower follower, SignedHeads heads, TimeProvider clock, ILogger<LedgerWriter> log) : BackgroundService
{
    private const int LargestBatch = 1000;
    private static readonly TimeSpan LongestCommit = TimeSpan.FromSeconds(2);

    private readonly Channel<LedgerWork> _queue = Channel.CreateUnbounded<LedgerWork>(new UnboundedChannelOptions { SingleReader = true });
    private CancellationToken _stopping;
    private long _busySince;

    /// <summary>A commit takes so long that nobody should be made to wait for the next one.</summary>
    public bool IsStuck => Interlocked.Read(ref _busySince) is not 0 and var since && clock.GetElapsedTime(since) > LongestCommit;

    /// <summary>Hands an admitted ballot in; <see cref="BallotIntent.Ended"/> tells how it ended.</summary>
    public Task<Recording> RecordAsync(BallotIntent intent)
    {
        if (!_queue.Writer.TryWrite(new BallotWork(intent)))
            intent.End(Recording.Unknown);
        return intent.Ended;
    }

    /// <summary>Runs an act alone in a transaction, behind everything queued before it.</summary>
    /// <exception cref="LedgerFailedException">The commit failed; the act may or may not be stored.</exception>
    public async Task<T> ActAsync<T>(Func<LedgerTransaction, Task<T>> act)
    {
        var work = new ActWork<T>(act);
        if (!_queue.Writer.TryWrite(work))
            throw new LedgerFailedException(new OperationCanceledException("The server is stopping."));
        return await work.Done;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _stopping = stoppingToken;
        await connection.OpenAsync();
        // The queue is drained to its end on shutdown: what was admitted is recorded.
        using var stop = stoppingToken.Register(() => _queue.Writer.TryComplete());
        LedgerWork? next = null;
        while (next is not null || await _queue.Reader.WaitToReadAsync(CancellationToken.None))
        {
            if (next is null && !_queue.Reader.TryRead(out next))
                continue;
            Interlocked.Exchange(ref _busySince, clock.GetTimestamp());
            if (next is BallotWork first)
            {
                next = TakeBatch(first, out var batch);
                await RecordBatchAsync(batch);
            }
            else
            {
                await RunActAsync((ActWork)next);
                next = null;
            }

            Interlocked.Exchange(ref _busySince, 0);
        }

        await connection.CloseAsync();
    }

    /// <summary>Takes the ballots that are queued now, up to the first act.</summary>
    private LedgerWork? TakeBatch(BallotWork first, out List<BallotIntent> batch)
    {
        batch = [first.Intent];
        while (batch.Count < LargestBatch && _queue.Reader.TryRead(out var work))
        {
            if (work is not BallotWork ballot)
                return work;
            batch.Add(ballot.Intent);
        }

        return null;
    }

    private async Task RecordBatchAsync(List<BallotIntent> batch)
    {
        // Ballots of an earlier filling were already counted out when the box was filled again.
        foreach (var stale in batch.Where(intent => intent.Generation != follower.Generation))
            stale.End(Recording.Unknown);
        batch.RemoveAll(intent => intent.Generation != follower.Generation);
        foreach (var contest in batch.GroupBy(intent => intent.ContestId))
        {
            var intents = contest.ToList();
            if (heads.Refused.ContainsKey(contest.Key))
            {
                intents.ForEach(intent => intent.End(Recording.Unknown));
                continue;
            }

            try
            {
                await connection.RecordAsync(contest.Key, intents);
            }
            catch (Exception e)
            {
                log.LogError(e, "A batch of {Count} ballots ended unknown", intents.Count);
                await RecoverAsync(() => batch.ForEach(intent => intent.End(Recording.Unknown)), e);
                return;
            }
        }
    }

    private async Task RunActAsync(ActWork act)
    {
        try
        {
            await act.RunAsync(connection);
        }
        catch (LogRefusedException e)
        {
            // Nothing is stored, and the box has nothing to do with it: only the transaction is thrown away.
            act.EndAsUnknown(e);
            await ReconnectAsync();
        }
        catch (Exception e)
        {
            await RecoverAsync(() => act.EndAsUnknown(e), e);
        }
    }

    private async Task ReconnectAsync()
    {
        try
        {
            await connection.OpenAsync();
        }
        catch (Exception e)
        {
            await RecoverAsync(() => { }, e);
        }
    }

    /// <summary>Stops the box, ends what failed and what waits as unknown, reconnects, and lets the box take over what stands.</summary>
    private async Task RecoverAsync(Action endAsUnknown, Exception cause)
    {
        follower.Stop();
        endAsUnknown();
        for (var attempt = 1; ; attempt++)
        {
            EndWaiting(cause);
            try
            {
                await connection.OpenAsync();
                await follower.RefillAsync();
                return;
            }
            catch (Exception e) when (!_stopping.IsCancellationRequested)
            {
                log.LogError(e, "The ledger can not be read (attempt {Attempt}); voting pauses", attempt);
                await Task.Delay(TimeSpan.FromSeconds(Math.Min(attempt, 5) / 2.0), _stopping);
            }
        }
    }

    /// <summary>Nobody waits for a ledger that is away: what is queued was admitted for nothing, or will be found by its key.</summary>
    private void EndWaiting(Exception cause)
    {
        while (_queue.Reader.TryRead(out var work))
        {
            if (work is BallotWork ballot)
                ballot.Intent.End(Recording.Unknown);
            else
                ((ActWork)work).EndAsUnknown(cause);
        }
    }
}
