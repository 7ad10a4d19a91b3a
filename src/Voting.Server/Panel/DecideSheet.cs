using Voting.Rules.Contests;
using Voting.Rules.Log;
using Voting.Server.Contests;
using Voting.Server.Ledger;
using Voting.Server.Log;
using Voting.Server.Organizers;

namespace Voting.Server.Panel;

/// <summary>
/// An organizer's decisions about a sheet, with a reason that everybody can read: a submitted one is opened again, or nobody waits
/// for a late one. Both are the leaf that sets the sheet aside, until a further one is submitted. What is in the open stays.
/// </summary>
public sealed class DecideSheet(
    PanelStore panel, RevealSheets reveal, ContestKeys keys, ContestDirectory contests, LogFileStore texts, LedgerWriter writer, TimeProvider clock)
{
    /// <summary>The expert may go on: a submitted sheet is open again, or an excluded expert is awaited again.</summary>
    public Task<PanelOutcome> UnlockAsync(Contest contest, long expertId, string? reason, Actor actor) =>
        DecideAsync(contest, expertId, reason, actor, async (transaction, expert, _) =>
        {
            if (expert.IsAwaited)
                return PanelOutcome.Refused("sheet-not-submitted");
            await panel.OpenAgainAsync(transaction.Connection, transaction.Transaction, expert.Id);
            return null;
        });

    /// <summary>Nobody waits for this expert any more. What is submitted was in time, and stays.</summary>
    public Task<PanelOutcome> ExcludeAsync(Contest contest, long expertId, string? reason, Actor actor) =>
        DecideAsync(contest, expertId, reason, actor, async (transaction, expert, now) =>
        {
            if (expert.ExcludedAt is not null)
                return PanelOutcome.Done;
            if (expert.SubmittedAt is not null)
                return PanelOutcome.Refused("sheet-submitted");
            await panel.ExcludeAsync(transaction.Connection, transaction.Transaction, expert.Id, now);
            return null;
        });

    /// <param name="decide">Changes the seat and returns null; or says why there is nothing to decide.</param>
    private async Task<PanelOutcome> DecideAsync(
        Contest contest, long expertId, string? reason, Actor actor,
        Func<LedgerTransaction, Expert, long, Task<PanelOutcome?>> decide)
    {
        if (!GivenMarks.IsReason(reason))
            return new PanelOutcome("invalid-reason", [new FieldError("reason", "length")]);
        var text = reason!.Trim();
        var outcome = await writer.ActAsync(async transaction =>
        {
            var (connection, db) = (transaction.Connection, transaction.Transaction);
            var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
            await transaction.LockForActAsync(contest.Id);
            if (ContestPhases.FromWire(await panel.PhaseAsync(connection, db, contest.Id)) >= ContestPhase.Published)
                return PanelOutcome.Refused("panel-closed");
            if (await panel.FindAsync(connection, db, contest.Id, expertId) is not { } expert)
                return PanelOutcome.Refused("expert-not-found");
            if (expert.RevealedAt is not null)
                return PanelOutcome.Refused("sheet-revealed");
            if (await decide(transaction, expert, now) is { } settled)
                return settled;
            var aside = Leaf.SheetAside(
                contest.Slug, now, keys.Expert(contest.Slug, expert.Id), keys.Actor(contest.Slug, actor.Role, actor.Name),
                LogFileStore.HashOf(text));
            await transaction.AppendAsync(contest.Id, [aside, .. await reveal.OpenIfDueAsync(connection, db, contest)]);
            await texts.KeepAsync(connection, db, contest.Id, text);
            return PanelOutcome.Done;
        });
        await contests.ReloadAsync(contest.Slug);
        return outcome;
    }
}
