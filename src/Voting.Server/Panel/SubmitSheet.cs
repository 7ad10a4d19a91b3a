using System.Security.Cryptography;
using Voting.Rules.Log;
using Voting.Server.Contests;
using Voting.Server.Ledger;

namespace Voting.Server.Panel;

/// <summary>
/// The act of submitting a sheet: whole, under a commitment (<c>sheet</c> leaf), and locked from then on. A sheet without any mark
/// commits to nothing and has no leaf.
/// </summary>
public sealed class SubmitSheet(
    PanelStore panel, DraftStore drafts, RevealSheets reveal, ContestKeys keys, ContestDirectory contests, LedgerWriter writer,
    TimeProvider clock)
{
    public async Task<PanelOutcome> ExecuteAsync(string slug, Expert known)
    {
        // As it stands now: another server may have put entries on show.
        var contest = await contests.ReloadAsync(slug);
        var outcome = await writer.ActAsync(async transaction =>
        {
            var (connection, db) = (transaction.Connection, transaction.Transaction);
            var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
            await transaction.LockForActAsync(contest.Id);
            if (!PanelDesk.IsScoring(await panel.PhaseAsync(connection, db, contest.Id)))
                return PanelOutcome.Refused("panel-closed");
            if (await panel.FindAsync(connection, db, contest.Id, known.Id) is not { ExcludedAt: null } expert)
                return PanelOutcome.Refused("sheet-excluded");
            // Asked for again, perhaps because the first answer was lost.
            if (expert.SubmittedAt is not null)
                return PanelOutcome.Done;

            // No draft of this seat is saved until the end of this.
            await panel.SubmitAsync(connection, db, expert.Id, null, now);
            var (marked, missing) = await ReadWholeAsync(transaction, contest, expert);
            if (missing.Count > 0)
            {
                await panel.OpenAgainAsync(connection, db, expert.Id);
                return new PanelOutcome("sheet-incomplete", Missing: missing);
            }

            var leaves = new List<byte[]>();
            await drafts.KeepOnlyAsync(connection, db, expert.Id, [.. expert.AssignedOf(contest).Select(entry => entry.Number)]);
            if (marked.Count > 0)
            {
                var salt = RandomNumberGenerator.GetBytes(32);
                var sheet = ScoreSheet.Of(contest, keys.Expert(contest.Slug, expert.Id), marked);
                await panel.SubmitAsync(connection, db, expert.Id, salt, now);
                leaves.Add(Leaf.Sheet(contest.Slug, now, sheet.Expert, sheet.Commit(salt)));
            }

            leaves.AddRange(await reveal.OpenIfDueAsync(connection, db, contest));
            if (leaves.Count > 0)
                await transaction.AppendAsync(contest.Id, [.. leaves]);
            return PanelOutcome.Done;
        });
        await contests.ReloadAsync(contest.Slug);
        return outcome;
    }

    /// <summary>Sheets that were filled in elsewhere, all of them at once and in the open.</summary>
    public async Task SubmitAllAndRevealAsync(Contest contest, IReadOnlyList<(long ExpertId, ScoreSheet Sheet)> sheets)
    {
        await writer.ActAsync(async transaction =>
        {
            var (connection, db) = (transaction.Connection, transaction.Transaction);
            var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
            var commitments = new List<byte[]>();
            var reveals = new List<byte[]>();
            foreach (var (expertId, sheet) in sheets)
            {
                var salt = RandomNumberGenerator.GetBytes(32);
                foreach (var (number, marks) in sheet.Marks)
                    await drafts.SaveAsync(
                        connection, db, expertId, new EntryDraft(number, EntryDraft.Marking, [.. marks], "", "", 1));
                await panel.SubmitAsync(connection, db, expertId, salt, now);
                await panel.MarkRevealedAsync(connection, db, expertId, now);
                commitments.Add(Leaf.Sheet(contest.Slug, now, sheet.Expert, sheet.Commit(salt)));
                reveals.AddRange(sheet.Reveal(now, salt));
            }

            await transaction.AppendAsync(contest.Id, [.. commitments, .. reveals]);
            return true;
        });
        await contests.ReloadAsync(contest.Slug);
    }

    /// <summary>What is marked among the assigned entries, and what is still open.</summary>
    private async Task<(IReadOnlyList<EntryDraft> Marked, IReadOnlyList<MissingMarks> Missing)> ReadWholeAsync(
        LedgerTransaction transaction, Contest contest, Expert expert)
    {
        var noted = (await drafts.ReadAsync(transaction.Connection, transaction.Transaction, expert.Id)).ToDictionary(draft => draft.Number);
        var assigned = expert.AssignedOf(contest);
        return (
            [.. assigned.Select(entry => noted.GetValueOrDefault(entry.Number)).OfType<EntryDraft>().Where(draft => draft.IsMarked)],
            PanelView.MissingOf(contest, assigned, noted));
    }
}
