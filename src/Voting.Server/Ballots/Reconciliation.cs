using Voting.Rules.Log;
using Voting.Server.Contests;
using Voting.Server.Ledger;
using Voting.Server.Log;

namespace Voting.Server.Ballots;

/// <summary>What does not agree, if anything.</summary>
public enum Disagreement
{
    None,

    /// <summary>The leaves do not give the root that the head keeps or the checkpoint signs.</summary>
    Tree,

    /// <summary>A ballot's row is missing, too many, or has other entries than its leaf, if that can be read at all.</summary>
    Rows,

    /// <summary>The box shows votes that the log does not have, or lacks votes that it will never get.</summary>
    Counts,
}

/// <summary>
/// Compares what must agree about one contest: log, ledger and box. The log is read on from where the last comparison ended;
/// a new one begins at the first leaf.
/// </summary>
public sealed class Reconciliation(Contest contest, LedgerStore ledger, LogStore logs, IBallotBox box, ILedgerFollower follower)
{
    private const int Page = 5000;

    private readonly LogRecount _recount = new();

    public async Task<Disagreement> CompareAsync()
    {
        try
        {
            return await ReadAndCompareAsync();
        }
        catch (InvalidDataException)
        {
            // What is stored can not even be read as leaves.
            return Disagreement.Rows;
        }
    }

    private async Task<Disagreement> ReadAndCompareAsync()
    {
        // The order matters while ballots come in: counts of before, the log, what is under way, counts of after.
        var before = await box.ReadTallyAsync(contest);
        var head = await ledger.ReadHeadAsync(contest.Id);
        if (!await ReadOnAsync(head.Size) || _recount.Ballots != head.Ballots)
            return Disagreement.Rows;
        if (!await IsSignedAsync(head))
            return Disagreement.Tree;
        if (!follower.IsReady)
            return Disagreement.None;

        var pending = (await box.PendingAsync(contest)).CountBy(entry => entry).ToDictionary();
        var after = await box.ReadTallyAsync(contest);
        // A box that was filled meanwhile is compared next time.
        if (!follower.IsReady || before.Epoch != after.Epoch)
            return Disagreement.None;
        var entries = before.Votes.Keys.Union(_recount.Votes.Keys).Union(after.Votes.Keys);
        return entries.All(entry =>
            before.Votes.GetValueOrDefault(entry) <= _recount.Votes.GetValueOrDefault(entry)
            && _recount.Votes.GetValueOrDefault(entry) <= after.Votes.GetValueOrDefault(entry) + pending.GetValueOrDefault(entry))
            ? Disagreement.None
            : Disagreement.Counts;
    }

    /// <returns>False where a row and its leaf differ.</returns>
    private async Task<bool> ReadOnAsync(long size)
    {
        while (_recount.Size < size)
        {
            var from = _recount.Size;
            var to = Math.Min(size, from + Page);
            var rows = (await ledger.ReadEntriesAsync(contest.Id, from, to)).ToDictionary();
            var leaves = await logs.ReadLeavesAsync(contest.Id, from, to);
            if (leaves.Count != to - from)
                return false;
            for (var i = 0; i < leaves.Count; i++)
            {
                var hasRow = rows.Remove(from + i, out var entries);
                if (_recount.Add(leaves[i]) != (hasRow ? entries : null))
                    return false;
            }

            if (rows.Count > 0)
                return false;
        }

        return true;
    }

    private async Task<bool> IsSignedAsync(LogHead head)
    {
        if (head.Size == 0)
            return true;
        var note = await logs.FindCheckpointAsync(contest.Id, head.Size);
        var root = TreeFrontier.TryRead(head.Size, head.Frontier)?.Root();
        return note is not null && root is not null && SignedNote.TryParse(note) is { } signed
            && Checkpoint.TryParse(signed.Text) is { } checkpoint
            && checkpoint.Root.AsSpan().SequenceEqual(root) && root.AsSpan().SequenceEqual(_recount.Root);
    }
}
