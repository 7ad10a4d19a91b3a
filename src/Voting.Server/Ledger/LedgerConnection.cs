using System.Data.Common;
using Voting.Rules.Log;
using Voting.Server.Log;
using Voting.Server.Storage;
using Voting.Server.Telemetry;

namespace Voting.Server.Ledger;

/// <summary>
/// The only writing connection of the embedded database, and what is committed through it: a batch of ballots, or an act, each
/// in one transaction. Only <see cref="LedgerWriter"/> uses it, for one thing at a time. Whatever throws here leaves it unknown
/// whether anything is stored. A transaction that a fault has cut off is not ended here, which would hide the cause: the
/// connection goes as a whole.
/// </summary>
public sealed class LedgerConnection(
    Database database, LogStore logs, LedgerStore ledger, LogKeys keys, ILedgerFollower follower, VotingMetrics metrics)
{
    private DbConnection? _connection;

    /// <summary>Test seam for the two forms of a fault: thrown before the commit (not stored) or after it (stored anyway).</summary>
    internal Func<CommitMoment, Task> Fault { get; set; } = _ => Task.CompletedTask;

    internal enum CommitMoment
    {
        BeforeCommit,
        AfterCommit,
    }

    /// <summary>Opens the connection, in place of the one before.</summary>
    public async Task OpenAsync()
    {
        await CloseAsync();
        _connection = await database.OpenWriterAsync();
    }

    public Task CloseAsync() => _connection is null ? Task.CompletedTask : database.DiscardAsync(_connection);

    /// <summary>Records ballots of one contest, tells the box, and ends their waiting.</summary>
    public async Task RecordAsync(long contestId, List<BallotIntent> intents)
    {
        // Almost never does a ballot stand already (one from before the box's memory): look only when it was in the way.
        if (await TryRecordAsync(contestId, intents, []))
            return;
        IReadOnlyList<StandingBallot> standing;
        await using (var reading = await _connection!.BeginTransactionAsync())
            standing = await ledger.FindStandingAsync(_connection!, reading, intents);
        var stood = intents.FindAll(intent => standing.Any(ballot => ballot.IsOf(intent)));
        var fresh = intents.Except(stood).ToList();
        if (!await TryRecordAsync(contestId, fresh, stood))
            throw new InvalidOperationException("Another program writes into this ledger.");
    }

    /// <summary>Runs an act in a transaction and tells the box which logs it extended.</summary>
    public async Task<T> RunAsync<T>(Func<LedgerTransaction, Task<T>> act)
    {
        var dbTransaction = await _connection!.BeginTransactionAsync();
        var transaction = new LedgerTransaction(_connection!, dbTransaction, logs, keys);
        var result = await act(transaction);
        await Fault(CommitMoment.BeforeCommit);
        await dbTransaction.CommitAsync();
        await Fault(CommitMoment.AfterCommit);

        foreach (var (contestId, size) in transaction.ExtendedLogs)
            follower.Follow(new LedgerCommit(contestId, size, [], []));
        return result;
    }

    /// <returns>False, and nothing stored, when one of <paramref name="fresh"/> stands in the ledger already.</returns>
    private async Task<bool> TryRecordAsync(long contestId, List<BallotIntent> fresh, List<BallotIntent> stood)
    {
        LogExtension? extension = null;
        List<byte[]> leaves = [.. fresh.Select(LeafOf)];
        var dbTransaction = await _connection!.BeginTransactionAsync();
        var transaction = new LedgerTransaction(_connection!, dbTransaction, logs, keys);
        var head = await transaction.LockHeadAsync(contestId);
        if (head.State != LogHead.Open)
            throw new InvalidOperationException($"Ballots for '{head.Slug}' reached the ledger while it was {head.State}.");
        if (fresh.Count > 0)
        {
            extension = await transaction.AppendAsync(head, leaves);
            if (!await ledger.InsertAsync(_connection!, dbTransaction, fresh, extension))
            {
                await dbTransaction.RollbackAsync();
                return false;
            }
        }

        await Fault(CommitMoment.BeforeCommit);
        await dbTransaction.CommitAsync();
        await Fault(CommitMoment.AfterCommit);

        // The board before the voters: who reads the leaderboard after an answer finds the ballot in it.
        follower.Follow(new LedgerCommit(contestId, extension?.Size ?? 0, fresh, stood));
        metrics.Committed(fresh.Count);
        for (var i = 0; i < fresh.Count; i++)
            fresh[i].Complete(Answer(fresh[i], leaves[i], extension!, extension!.FirstIndex + i));
        foreach (var intent in stood)
            intent.Complete(await ledger.FindAsync(contestId, intent.Voter, intent.KeyHash));
        return true;
    }

    private static byte[] LeafOf(BallotIntent intent) => Leaf.Ballot(
        intent.Slug, intent.AcceptedAt, intent.Channel, Convert.ToHexStringLower(intent.KeyHash),
        new BallotSequence(intent.Shard, intent.Epoch, intent.Seq), Convert.ToHexStringLower(intent.Voter), intent.Entries);

    private static RecordedBallot Answer(BallotIntent intent, byte[] leaf, LogExtension extension, long index) =>
        new(intent.ContestId, intent.BallotId, index, intent.Entries, intent.AcceptedAt, intent.Remaining, leaf,
            extension.ReceiptFor(index), intent.Shard, intent.Epoch, intent.Seq);
}
