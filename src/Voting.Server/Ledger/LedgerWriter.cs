using System.Data.Common;
using System.Threading.Channels;
using Voting.Rules.Log;
using Voting.Server.Log;
using Voting.Server.Storage;
using Voting.Server.Telemetry;

namespace Voting.Server.Ledger;

/// <summary>
/// The only writer of the embedded database. Ballots and organizers' acts come through one queue and are committed in its
/// order: an act in a transaction of its own, ballots in batches. There is no timer: a batch is what queued while the last
/// one was being committed. Nobody is told "recorded" before the commit returned.
/// </summary>
/// <remarks>
/// After a failed commit it is unknown whether the batch is stored. The box stops admitting, every waiting ballot ends as
/// unknown, a new connection is opened, the box is filled again from the ledger, and work goes on; the voters' repeated
/// keys then find out what happened.
/// </remarks>
public sealed class LedgerWriter(
    Database database, LogStore logs, LedgerStore ledger, LogKeys keys, ILedgerFollower follower,
    VotingMetrics metrics, ILogger<LedgerWriter> log) : BackgroundService
{
    private const int LargestBatch = 1000;

    private readonly Channel<Work> _queue = Channel.CreateUnbounded<Work>(new UnboundedChannelOptions { SingleReader = true });
    private DbConnection? _connection;
    private CancellationToken _stopping;

    /// <summary>Test seam for the two forms of a fault: thrown before the commit (not stored) or after it (stored anyway).</summary>
    internal Func<CommitMoment, Task> Fault { get; set; } = _ => Task.CompletedTask;

    internal enum CommitMoment
    {
        BeforeCommit,
        AfterCommit,
    }

    /// <summary>Hands an admitted ballot in; <see cref="BallotIntent.Recorded"/> tells how it ended.</summary>
    public Task<RecordedBallot?> RecordAsync(BallotIntent intent)
    {
        if (!_queue.Writer.TryWrite(new BallotWork(intent)))
            intent.Complete(null);
        return intent.Recorded;
    }

    /// <summary>Runs an act alone in a transaction, behind everything queued before it.</summary>
    /// <exception cref="LedgerFailedException">The commit failed; the act may or may not be stored.</exception>
    public async Task<T> ActAsync<T>(Func<LedgerTransaction, Task<T>> act)
    {
        var work = new ActWork<T>(act);
        if (!_queue.Writer.TryWrite(work))
            throw new LedgerFailedException(new OperationCanceledException("The server is stopping."));
        return await work.Done.Task;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _stopping = stoppingToken;
        _connection = await database.OpenWriterAsync();
        // The queue is drained to its end on shutdown: what was admitted is recorded.
        using var stop = stoppingToken.Register(() => _queue.Writer.TryComplete());
        Work? next = null;
        while (next is not null || await _queue.Reader.WaitToReadAsync(CancellationToken.None))
        {
            if (next is null && !_queue.Reader.TryRead(out next))
                continue;
            if (next is BallotWork first)
            {
                next = TakeBatch(first, out var batch);
                await RecordBatchAsync(batch);
            }
            else
            {
                await ((IActWork)next).RunAsync(this);
                next = null;
            }
        }

        await _connection.DisposeAsync();
    }

    /// <summary>Takes the ballots that are queued now, up to the first act.</summary>
    private Work? TakeBatch(BallotWork first, out List<BallotIntent> batch)
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
            stale.Complete(null);
        batch.RemoveAll(intent => intent.Generation != follower.Generation);
        foreach (var contest in batch.GroupBy(intent => intent.ContestId))
        {
            var intents = contest.ToList();
            try
            {
                await RecordAsync(contest.Key, intents);
            }
            catch (Exception e)
            {
                log.LogError(e, "A batch of {Count} ballots ended unknown", intents.Count);
                await RecoverAsync(() => batch.ForEach(intent => intent.Complete(null)));
                return;
            }
        }
    }

    private async Task RecordAsync(long contestId, List<BallotIntent> intents)
    {
        // Almost never does a ballot stand already (one from before the box's memory): look only when it was in the way.
        if (await TryRecordAsync(contestId, intents, []))
            return;
        var fresh = new List<BallotIntent>();
        var stood = new List<BallotIntent>();
        foreach (var intent in intents)
            (await ledger.StandsAsync(intent) ? stood : fresh).Add(intent);
        if (!await TryRecordAsync(contestId, fresh, stood))
            throw new InvalidOperationException("Another program writes into this ledger.");
    }

    /// <returns>False, and nothing stored, when one of <paramref name="fresh"/> stands in the ledger already.</returns>
    private async Task<bool> TryRecordAsync(long contestId, List<BallotIntent> fresh, List<BallotIntent> stood)
    {
        LogExtension? extension = null;
        List<byte[]> leaves = [.. fresh.Select(LeafOf)];
        await using (var dbTransaction = await _connection!.BeginTransactionAsync())
        {
            var transaction = new LedgerTransaction(_connection!, dbTransaction, logs, keys);
            var head = await transaction.LockHeadAsync(contestId);
            if (head.State != LogHead.Open)
                throw new InvalidOperationException($"Ballots for '{head.Slug}' reached the ledger while it was {head.State}.");
            if (fresh.Count > 0)
            {
                extension = await transaction.AppendAsync(head, leaves);
                if (!await ledger.InsertAsync(_connection!, dbTransaction, fresh, extension))
                    return false;
            }

            await Fault(CommitMoment.BeforeCommit);
            await dbTransaction.CommitAsync();
            await Fault(CommitMoment.AfterCommit);
        }

        // The board before the voters: who reads the leaderboard after an answer finds the ballot in it.
        follower.Follow(new LedgerCommit(contestId, extension?.Size ?? 0, fresh, stood));
        metrics.Committed(fresh.Count);
        for (var i = 0; i < fresh.Count; i++)
            fresh[i].Complete(Answer(fresh[i], leaves[i], extension!, extension!.FirstIndex + i));
        foreach (var intent in stood)
            intent.Complete(await ledger.FindAsync(contestId, intent.Voter, intent.KeyHash));
        return true;
    }

    private async Task<T> RunActAsync<T>(Func<LedgerTransaction, Task<T>> act)
    {
        T result;
        LedgerTransaction transaction;
        await using (var dbTransaction = await _connection!.BeginTransactionAsync())
        {
            transaction = new LedgerTransaction(_connection!, dbTransaction, logs, keys);
            result = await act(transaction);
            await Fault(CommitMoment.BeforeCommit);
            await dbTransaction.CommitAsync();
            await Fault(CommitMoment.AfterCommit);
        }

        foreach (var (contestId, size) in transaction.ExtendedLogs)
            follower.Follow(new LedgerCommit(contestId, size, [], []));
        return result;
    }

    /// <summary>Stops the box, ends what failed as unknown, reconnects, and fills the box again from the ledger.</summary>
    private async Task RecoverAsync(Action endAsUnknown)
    {
        follower.Stop();
        endAsUnknown();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await _connection!.DisposeAsync();
                _connection = await database.OpenWriterAsync();
                await follower.RefillAsync();
                return;
            }
            catch (Exception e) when (!_stopping.IsCancellationRequested)
            {
                log.LogError(e, "The ledger can not be read (attempt {Attempt}); voting pauses", attempt);
                await Task.Delay(TimeSpan.FromSeconds(Math.Min(attempt, 10)), _stopping);
            }
        }
    }

    private static byte[] LeafOf(BallotIntent intent) => Leaf.Ballot(
        intent.Slug, intent.AcceptedAt, intent.Channel, Convert.ToHexStringLower(intent.KeyHash),
        new BallotSequence(0, intent.Epoch, intent.Seq), Convert.ToHexStringLower(intent.Voter), intent.Entries);

    private static RecordedBallot Answer(BallotIntent intent, byte[] leaf, LogExtension extension, long index) =>
        new(intent.ContestId, intent.BallotId, index, intent.Entries, intent.AcceptedAt, intent.Remaining, leaf,
            extension.ReceiptFor(index));

    private abstract record Work;

    private sealed record BallotWork(BallotIntent Intent) : Work;

    private interface IActWork
    {
        Task RunAsync(LedgerWriter writer);
    }

    private sealed record ActWork<T>(Func<LedgerTransaction, Task<T>> Act) : Work, IActWork
    {
        public TaskCompletionSource<T> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task RunAsync(LedgerWriter writer)
        {
            try
            {
                Done.TrySetResult(await writer.RunActAsync(Act));
            }
            catch (Exception e)
            {
                await writer.RecoverAsync(() => Done.TrySetException(new LedgerFailedException(e)));
            }
        }
    }
}

/// <summary>An act's transaction failed, and it is not certain that nothing was stored.</summary>
public sealed class LedgerFailedException(Exception cause) : Exception(cause.Message, cause);
