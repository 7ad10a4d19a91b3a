using Voting.Rules.Log;
using Voting.Server.Contests;
using Voting.Server.Ledger;
using Voting.Server.Log;

namespace Voting.Server.Panel;

/// <summary>The act of stepping aside at one entry, for good: a <c>recusal</c> leaf with the reason's hash, the reason beside the log.</summary>
public sealed class RecuseExpert(
    PanelStore panel, DraftStore drafts, ContestKeys keys, ContestDirectory contests, LogFileStore texts, LedgerWriter writer, TimeProvider clock)
{
    public async Task<PanelOutcome> ExecuteAsync(Contest contest, Expert expert, int number, string? reason)
    {
        if (PanelDesk.WhyClosed(contest, expert, number) is { } refusal)
            return PanelOutcome.Refused(refusal);
        if (!GivenMarks.IsReason(reason))
            return PanelOutcome.Invalid(new FieldError("reason", "length"));
        var text = reason!.Trim();
        var outcome = await writer.ActAsync(async transaction =>
        {
            var (connection, db) = (transaction.Connection, transaction.Transaction);
            var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
            await transaction.LockForActAsync(contest.Id);
            if (!PanelDesk.IsScoring(await panel.PhaseAsync(connection, db, contest.Id)))
                return PanelOutcome.Refused("panel-closed");
            if (!await panel.TouchAsync(connection, db, expert.Id, now))
                return PanelOutcome.Refused(PanelDesk.WhyLocked(await panel.FindAsync(connection, db, contest.Id, expert.Id)));
            var stored = await drafts.FindAsync(connection, db, expert.Id, number);
            if (stored?.Stance == EntryDraft.Recused)
                return PanelOutcome.Done with { Stored = stored };
            var recused = new EntryDraft(
                number, EntryDraft.Recused, new long?[contest.Criteria.Count], "", text, (stored?.Revision ?? 0) + 1);
            await drafts.SaveAsync(connection, db, expert.Id, recused);
            await transaction.AppendAsync(contest.Id, Leaf.Recusal(
                contest.Slug, now, keys.Expert(contest.Slug, expert.Id), number, LogFileStore.HashOf(text)));
            await texts.KeepAsync(connection, db, contest.Id, text);
            return PanelOutcome.Done with { Stored = recused };
        });
        await contests.ReloadAsync(contest.Slug);
        return outcome;
    }
}
