using Voting.Server.Contests;
using Voting.Server.Ledger;

namespace Voting.Server.Panel;

/// <summary>What an expert wants to stand with an entry.</summary>
/// <param name="Seen">The revision that was changed, 0 for none; null saves over whatever stands.</param>
public sealed record DraftChange(GivenMarks Marks, string Comment, long? Seen);

/// <summary>The acts of working on a sheet that nobody else sees yet. Two browsers may do so at once: the later one is told.</summary>
public sealed class SaveDraft(PanelStore panel, DraftStore drafts, LedgerWriter writer, TimeProvider clock)
{
    public Task<PanelOutcome> SaveAsync(Contest contest, Expert expert, int number, DraftChange change)
    {
        var (marks, errors) = change.Marks.Read(contest.Criteria);
        if (!GivenMarks.IsText(change.Comment, GivenMarks.LongestComment))
            errors = [.. errors, new("comment", "length")];
        return errors.Count > 0
            ? Task.FromResult(PanelOutcome.Invalid(errors))
            : WriteAsync(contest, expert, number, change.Seen, new EntryDraft(number, EntryDraft.Marking, marks, change.Comment, "", 0));
    }

    /// <summary>Deliberately no marks, which is not zero; marks that are saved later take it back.</summary>
    public Task<PanelOutcome> AbstainAsync(Contest contest, Expert expert, int number, string? reason, long? seen) =>
        GivenMarks.IsReason(reason)
            ? WriteAsync(
                contest, expert, number, seen,
                new EntryDraft(number, EntryDraft.Abstained, new long?[contest.Criteria.Count], "", reason!.Trim(), 0))
            : Task.FromResult(PanelOutcome.Invalid(new FieldError("reason", "length")));

    private async Task<PanelOutcome> WriteAsync(Contest contest, Expert expert, int number, long? seen, EntryDraft draft)
    {
        if (PanelDesk.WhyClosed(contest, expert, number) is { } refusal)
            return PanelOutcome.Refused(refusal);
        return await writer.ActAsync(async transaction =>
        {
            var (connection, db) = (transaction.Connection, transaction.Transaction);
            // First the seat: until the end of this, nobody submits it.
            if (!await panel.TouchAsync(connection, db, expert.Id, clock.GetUtcNow().ToUnixTimeMilliseconds()))
                return PanelOutcome.Refused(PanelDesk.WhyLocked(await panel.FindAsync(connection, db, contest.Id, expert.Id)));
            var stored = await drafts.FindAsync(connection, db, expert.Id, number);
            if (stored?.Stance == EntryDraft.Recused)
                return new PanelOutcome("entry-recused", Stored: stored);
            if (seen is not null && seen != (stored?.Revision ?? 0))
                return new PanelOutcome("draft-overtaken", Stored: stored);
            var saved = draft with { Revision = (stored?.Revision ?? 0) + 1 };
            await drafts.SaveAsync(connection, db, expert.Id, saved);
            return PanelOutcome.Done with { Stored = saved };
        });
    }
}
