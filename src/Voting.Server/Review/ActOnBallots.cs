using Voting.Rules.Contests;
using Voting.Rules.Log;
using Voting.Server.Contests;
using Voting.Server.Ledger;
using Voting.Server.Log;

namespace Voting.Server.Review;

/// <summary>
/// Holds, voids or restores ballots: a leaf for each, some hundreds in one transaction, so that voters' ballots get their turn in
/// between. Whoever calls it again with the same ballots goes on where it was cut off.
/// </summary>
public sealed class ActOnBallots(
    ReviewActStore acts, ContestDirectory contests, LogFileStore texts, LedgerWriter writer, TimeProvider clock)
{
    private const int MostAtOnce = 500;

    public static bool IsOpen(Contest contest) => IsOpen(contest.Phase);

    /// <param name="kind">As in <see cref="ReviewAct.Kind"/>.</param>
    /// <param name="approvers">Pseudonyms, as in the leaf.</param>
    /// <returns>False when the contest has moved on: the rest of the ballots stand as they stood.</returns>
    public async Task<bool> ExecuteAsync(
        Contest contest, string kind, string rule, string reason, IReadOnlyList<string> approvers, IReadOnlyList<long> ballots)
    {
        var isOpen = true;
        foreach (var some in ballots.Chunk(MostAtOnce))
        {
            isOpen = await writer.ActAsync(transaction => ActAsync(transaction, contest, kind, rule, reason, approvers, some));
            if (!isOpen)
                break;
        }

        await contests.ReloadAsync(contest.Slug);
        return isOpen;
    }

    /// <summary>Locks the contest for an act of review.</summary>
    /// <returns>Null when it has moved on meanwhile: behind the lock, a result that was published stands.</returns>
    public static async Task<LogHead?> LockAsync(LedgerTransaction transaction, Contest contest)
    {
        var head = await transaction.LockForActAsync(contest.Id);
        return IsOpen(await ContestStore.ReadPhaseAsync(transaction.Connection, transaction.Transaction, contest.Id)) ? head : null;
    }

    private static bool IsOpen(ContestPhase phase) => phase is ContestPhase.Voting or ContestPhase.Reviewing;

    private async Task<bool> ActAsync(
        LedgerTransaction transaction, Contest contest, string kind, string rule, string reason, IReadOnlyList<string> approvers, long[] some)
    {
        var (connection, db) = (transaction.Connection, transaction.Transaction);
        if (await LockAsync(transaction, contest) is not { } head)
            return false;
        // Behind the lock: what another act has done with a ballot stands too.
        var before = await acts.ReadLastKindsAsync(connection, db, contest.Id, some);
        var hash = LogFileStore.HashOf(reason);
        var made = some.Where(ballot => PreviewReview.IsPossible(kind, before.GetValueOrDefault(ballot)))
            .Select((ballot, i) => new ReviewAct(head.Size + i, ballot, kind, rule, hash)).ToList();
        if (made.Count == 0)
            return true;

        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        await transaction.AppendAsync(contest.Id, [.. made.Select(act => LeafOf(contest.Slug, now, act, approvers))]);
        await texts.KeepAsync(connection, db, contest.Id, reason);
        await acts.AddAsync(connection, db, contest.Id, made, before);
        return true;
    }

    private static byte[] LeafOf(string slug, long now, ReviewAct act, IReadOnlyList<string> approvers) => act.Kind switch
    {
        ReviewAct.Hold => Leaf.Hold(slug, now, act.Ballot, act.Rule, act.Reason, approvers),
        ReviewAct.Void => Leaf.Void(slug, now, act.Ballot, act.Rule, act.Reason, approvers),
        ReviewAct.Restore => Leaf.Restore(slug, now, act.Ballot, act.Rule, act.Reason, approvers),
        _ => throw new ArgumentOutOfRangeException(nameof(act), act.Kind, null),
    };
}
