using System.Data.Common;
using Voting.Rules.Log;
using Voting.Server.Log;
using Voting.Server.Storage;
using Voting.Server.Telemetry;

namespace Voting.Server.Ledger;

/// <summary>
/// The writing connection of this server, and what is committed through it: a batch of ballots, or an act, each in one
/// transaction. Only <see cref="LedgerWriter"/> uses it, for one thing at a time. Whatever throws here leaves it unknown whether
/// anything is stored. A transaction that a fault has cut off is not ended here, which would hide the cause: the connection goes
/// as a whole.
/// </summary>
public sealed class LedgerConnection(
    Database database, LogStore logs, LedgerStore ledger, LogKeys keys, SignedHeads heads, ILedgerFollower follower, VotingMetrics metrics)
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

    /// <summary>Records ballots of one contest, and ends each of them; those of an ended epoch or a closed contest are not stored.</summary>
    public async Task RecordAsync(long contestId, IReadOnlyList<BallotIntent> intents)
    {
        // The same ballot may be in the queue twice: the second one then finds the first one in the ledger.
        var first = intents.DistinctBy(intent => intent.Cast).ToList();
        // Almost never does a ballot stand already: look for those only that may, and for all only when one was in the way.
        if (!await TryRecordAsync(contestId, first, intent => intent.MayStand) && !await TryRecordAsync(contestId, first, _ => true))
            throw new InvalidOperationException("Another program writes into this ledger.");
        if (first.Count < intents.Count)
            await TryRecordAsync(contestId, [.. intents.Except(first)], _ => true);
    }

    /// <summary>Runs an act in a transaction.</summary>
    public async Task<T> RunAsync<T>(Func<LedgerTransaction, Task<T>> act)
    {
        var dbTransaction = await _connection!.BeginTransactionAsync();
        var transaction = new LedgerTransaction(_connection!, dbTransaction, logs, keys, heads);
        var result = await act(transaction);
        await Fault(CommitMoment.BeforeCommit);
        await dbTransaction.CommitAsync();
        await Fault(CommitMoment.AfterCommit);
        await transaction.PublishAsync();
        return result;
    }

    /// <returns>False, and nothing stored, when a ballot that <paramref name="mayStand"/> did not name stands in the ledger already.</returns>
    private async Task<bool> TryRecordAsync(long contestId, IReadOnlyList<BallotIntent> intents, Func<BallotIntent, bool> mayStand)
    {
        var dbTransaction = await _connection!.BeginTransactionAsync();
        var transaction = new LedgerTransaction(_connection!, dbTransaction, logs, keys, heads);

        // 1. Under the head's lock: what stands already, and what may not be recorded any more.
        var head = await transaction.LockHeadAsync(contestId);
        var standing = await FindStandingAsync(dbTransaction, [.. intents.Where(mayStand)]);
        var stood = intents.Where(standing.ContainsKey).ToList();
        var late = intents.Except(stood).Where(_ => head.State != LogHead.Open).ToList();
        var overtaken = intents.Except(stood).Except(late).Where(intent => head.Epochs[intent.Shard] != intent.Epoch).ToList();
        var fresh = stood.Count + late.Count + overtaken.Count == 0 ? intents : [.. intents.Except(stood).Except(late).Except(overtaken)];

        // 2. Leaves, tree, checkpoint and rows.
        LogExtension? extension = null;
        List<byte[]> leaves = [.. fresh.Select(LeafOf)];
        if (fresh.Count > 0)
        {
            extension = await transaction.AppendAsync(head, leaves);
            if (!await ledger.InsertAsync(_connection!, dbTransaction, fresh, extension))
            {
                await dbTransaction.RollbackAsync();
                return false;
            }
        }

        // 3. Stored, and only then published.
        await Fault(CommitMoment.BeforeCommit);
        await dbTransaction.CommitAsync();
        await Fault(CommitMoment.AfterCommit);
        await transaction.PublishAsync();
        metrics.Committed(fresh.Count);
        overtaken.ForEach(intent => intent.End(Recording.Overtaken));
        late.ForEach(intent => intent.End(Recording.Closed));

        // 4. The next batch does not wait for a box elsewhere; an embedded one is done when this returns.
        var same = stood.Where(intent => standing[intent].IsThisVery(intent)).ToList();
        var commit = new LedgerCommit(contestId, [.. fresh, .. same], [.. stood.Except(same)]);
        _ = FollowAndAnswerAsync(
            commit, fresh.Select((intent, i) => (intent, Answer(intent, leaves[i], extension!, extension!.FirstIndex + i))), stood);
        return true;
    }

    private async Task<Dictionary<BallotIntent, StandingBallot>> FindStandingAsync(DbTransaction transaction, IReadOnlyList<BallotIntent> intents)
    {
        // Servers and voters may bring one ballot several times: it stands once.
        var standing = (await ledger.FindStandingAsync(_connection!, transaction, [.. intents.DistinctBy(intent => intent.Cast)]))
            .ToDictionary(ballot => ballot.Cast);
        return intents.Where(intent => standing.ContainsKey(intent.Cast)).ToDictionary(intent => intent, intent => standing[intent.Cast]);
    }

    /// <summary>The board before the voters: who reads the leaderboard after an answer finds the ballot in it.</summary>
    private async Task FollowAndAnswerAsync(
        LedgerCommit commit, IEnumerable<(BallotIntent Intent, RecordedBallot Ballot)> fresh, IReadOnlyList<BallotIntent> stood)
    {
        await follower.FollowAsync(commit);
        // Receipts are made here, one after another, while the next batch is under way.
        await Task.Yield();
        foreach (var (intent, ballot) in fresh)
            intent.End(new Recording.Recorded(ballot));
        foreach (var intent in stood)
            intent.End(await FindAgainAsync(intent));
    }

    private async Task<Recording> FindAgainAsync(BallotIntent intent)
    {
        try
        {
            return await ledger.FindAsync(intent.ContestId, intent.Voter, intent.KeyHash) is { } ballot
                ? new Recording.Recorded(ballot)
                : Recording.Unknown;
        }
        catch (Exception e) when (Outage.Is(e) || e is LogRefusedException)
        {
            return Recording.Unknown;
        }
    }

    private static byte[] LeafOf(BallotIntent intent) => Leaf.Ballot(
        intent.Slug, intent.AcceptedAt, intent.Channel, Convert.ToHexStringLower(intent.KeyHash),
        new BallotSequence(intent.Shard, intent.Epoch, intent.Seq), Convert.ToHexStringLower(intent.Voter), intent.Entries);

    private static RecordedBallot Answer(BallotIntent intent, byte[] leaf, LogExtension extension, long index) => new(
        intent.ContestId, intent.BallotId, index, intent.Entries, intent.AcceptedAt, intent.Remaining, leaf,
        extension.ReceiptFor(index));
}
