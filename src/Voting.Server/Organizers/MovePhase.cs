using Voting.Rules.Contests;
using Voting.Rules.Log;
using Voting.Server.Ballots;
using Voting.Server.Contests;
using Voting.Server.Ledger;
using Voting.Server.Log;
using Voting.Server.Objections;
using Voting.Server.Panel;
using Voting.Server.Ranking;
using Voting.Server.Review;
using Voting.Server.Storage;
using Voting.Server.Voters;

namespace Voting.Server.Organizers;

public enum MoveOutcome
{
    Moved,

    /// <summary>The contest already stands there; no act.</summary>
    AlreadyThere,

    /// <summary>No such step, or not yet.</summary>
    Illegal,

    /// <summary>Nothing is shortlisted: there would be nothing to see or to vote for.</summary>
    NoEntries,

    /// <summary>A sheet of the panel is neither submitted nor its expert excluded.</summary>
    SheetsAwaited,

    /// <summary>Fewer experts than the rules want have marked some entry; publishing it so is a decision and needs a reason.</summary>
    EntriesUnmarked,

    /// <summary>A proposal of review waits for its second person, or is being carried out.</summary>
    ReviewOpen,

    /// <summary>Box, ledger and log do not agree: no result may come of it.</summary>
    NotReconciled,

    /// <summary>The log is not signed any more: this is not the database that it was signed from.</summary>
    LogStopped,

    /// <summary>The publicity period has not ended.</summary>
    PublicityRuns,

    /// <summary>The log went on while the result was computed; nothing is done, and it can be asked for again.</summary>
    Overtaken,
}

/// <summary>
/// The act of moving a contest to another phase, by an organizer or by the clock. Moves of all contests happen one at a time.
/// </summary>
public sealed class MovePhase(
    ContestStore store, ContestDirectory contests, ContestKeys keys, LedgerWriter writer, IBallotBox box, Reconciler reconciler,
    LogFileStore texts, RevealStore reveals, SignedHeads heads, ResultSeal results, PanelStore panel, RevealSheets sheets,
    ProposalStore proposals, TimeProvider clock)
{
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);

    public async Task<MoveOutcome> ExecuteAsync(string slug, ContestPhase to, Actor actor, string reason = "")
    {
        await _oneAtATime.WaitAsync();
        try
        {
            // As it stands now: another server may have moved it.
            var contest = await contests.ReloadAsync(slug);
            if (contest.Phase == to)
                return MoveOutcome.AlreadyThere;
            if (heads.Refused.ContainsKey(contest.Id))
                return MoveOutcome.LogStopped;
            if (!ContestPhases.IsLegalMove(contest.Phase, to))
                return MoveOutcome.Illegal;
            if (to == ContestPhase.Voting && clock.GetUtcNow() < contest.OpensAt)
                return MoveOutcome.Illegal;
            // Another server has put the end of voting off while this one's clock struck.
            if (to == ContestPhase.Reviewing && actor == Actor.Clock && clock.GetUtcNow() < contest.ClosesAt)
                return MoveOutcome.Illegal;
            if (to == ContestPhase.Exhibiting && contest.Entries.Count == 0)
                return MoveOutcome.NoEntries;
            if (to == ContestPhase.Archived && clock.GetUtcNow() < contest.PublicUntil)
                return MoveOutcome.PublicityRuns;
            if (to == ContestPhase.Published && await WhyUnpublishableAsync(contest, reason) is { } refusal)
                return refusal;
            return await MoveAsync(contest, to, actor, reason);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private async Task<MoveOutcome?> WhyUnpublishableAsync(Contest contest, string reason)
    {
        var experts = await panel.ReadAsync(contest.Id);
        if (experts.Any(expert => expert.IsAwaited))
            return MoveOutcome.SheetsAwaited;
        var marks = await panel.ReadSubmittedAsync(contest.Id);
        if (experts.Count > 0 && string.IsNullOrWhiteSpace(reason) && contest.Competing.Any(entry => marks[entry.Number].Count() < (contest.Rules.MinMarks ?? 1)))
            return MoveOutcome.EntriesUnmarked;
        // Before the sheets are opened for it; asked for again behind the lock.
        if (await proposals.IsUnfinishedAsync(contest.Id))
            return MoveOutcome.ReviewOpen;
        return await reconciler.CompareWholeAsync(contest) == Disagreement.None ? null : MoveOutcome.NotReconciled;
    }

    /// <returns><see cref="MoveOutcome.AlreadyThere"/> when another server has moved it meanwhile.</returns>
    private async Task<MoveOutcome> MoveAsync(Contest contest, ContestPhase to, Actor actor, string reason)
    {
        // Closing: first the gate, then every admitted ballot is recorded, then the "close" leaf behind them.
        if (contest.Phase == ContestPhase.Voting)
            await box.CloseAsync(contest);

        // Every submitted sheet is in the open before the result is computed: the log then gives the experts' score too.
        if (to == ContestPhase.Published && !await sheets.ExecuteAsync(contest))
            return MoveOutcome.SheetsAwaited;

        // Counting takes time: before the act, so that the writer of all contests does not wait for it.
        var result = to == ContestPhase.Published ? await results.ComputeAsync(contest) : null;

        var outcome = await ActAsync(contest, async transaction =>
        {
            var (connection, db) = (transaction.Connection, transaction.Transaction);
            if (result is not null && (await transaction.LockForActAsync(contest.Id)).Size != result.Size)
                return MoveOutcome.Overtaken;
            if (result is not null && (await panel.ReadAsync(connection, db, contest.Id)).Any(expert => expert.IsAwaited))
                return MoveOutcome.SheetsAwaited;
            if (result is not null && await ProposalStore.IsUnfinishedAsync(connection, db, contest.Id))
                return MoveOutcome.ReviewOpen;
            if (!await store.MoveAsync(connection, db, contest, to))
                return MoveOutcome.AlreadyThere;
            var now = Now;
            var leaves = new List<byte[]> { PhaseLeaf(contest, to, actor, reason, now) };
            switch (to)
            {
                case ContestPhase.Exhibiting:
                    await store.ShortlistAllAsync(connection, db, contest.Id);
                    break;
                case ContestPhase.Voting:
                    await store.SealFilesAsync(connection, db, contest);
                    await transaction.SetStateAsync(contest.Id, LogHead.Open);
                    leaves.Add(OpenLeaf(contest));
                    break;
                case ContestPhase.Reviewing:
                    await transaction.SetStateAsync(contest.Id, LogHead.Closed);
                    leaves.Add(Leaf.Close(contest.Slug, Now, await transaction.CountBallotsAsync(contest.Id)));
                    break;
                case ContestPhase.Published:
                    await store.SaveResultAsync(connection, db, contest.Id, result!.File, now);
                    leaves.Add(Leaf.Seal(contest.Slug, Now, result.Hash));
                    break;
                case ContestPhase.Archived:
                    // Said first, done after the commit: a server that dies in between does it when it starts.
                    await KeyCommitments.MarkDestroyedAsync(connection, db, ContestKeys.FileName(contest.Slug));
                    await ObjectionStore.ForgetContactsAsync(connection, db, contest.Id);
                    await VoterLinkStore.ForgetAsync(connection, db, contest.Id);
                    await VoterCodeStore.ForgetAsync(connection, db, contest.Id);
                    await PhoneCodeStore.ForgetAsync(connection, db, contest.Id);
                    await BallotRowStore.PurgeTracesAsync(connection, db, contest.Id);
                    await ProposalStore.ForgetFiltersAsync(connection, db, contest.Id);
                    leaves.Add(Leaf.KeyDestroyed(contest.Slug, Now));
                    break;
            }

            await transaction.AppendAsync(contest.Id, [.. leaves]);
            if (to == ContestPhase.Voting)
                await reveals.BeginAsync(connection, db, contest.Id, Now);
            await texts.KeepAsync(connection, db, contest.Id, reason);
            return MoveOutcome.Moved;
        });

        var moved = await contests.ReloadAsync(contest.Slug);
        // Opened; or not closed, because the end of voting was put off meanwhile.
        if (moved.Phase == ContestPhase.Voting)
            await box.OpenAsync(moved);
        if (to == ContestPhase.Reviewing)
            await reconciler.CompareAtClosingAsync(moved);
        if (moved.Phase == ContestPhase.Archived)
            keys.Destroy(contest.Slug);
        // Another server made this very move, and the log has grown by it; or another act came in between.
        return outcome is not (MoveOutcome.Overtaken or MoveOutcome.AlreadyThere) ? outcome
            : moved.Phase == to ? MoveOutcome.AlreadyThere
            : MoveOutcome.Overtaken;
    }

    /// <summary>When it is not certain that voting was closed, the gate must not stay shut.</summary>
    private async Task<MoveOutcome> ActAsync(Contest contest, Func<LedgerTransaction, Task<MoveOutcome>> act)
    {
        try
        {
            return await writer.ActAsync(act);
        }
        catch (LedgerFailedException) when (contest.Phase == ContestPhase.Voting)
        {
            if ((await contests.ReloadAsync(contest.Slug)).Phase == ContestPhase.Voting)
                await box.OpenAsync(contest);
            throw;
        }
    }

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private byte[] PhaseLeaf(Contest contest, ContestPhase to, Actor actor, string reason, long now) => Leaf.Phase(
        contest.Slug, now, contest.Phase.ToWire(), to.ToWire(), keys.Actor(contest.Slug, actor.Role, actor.Name),
        LogFileStore.HashOf(reason));

    private byte[] OpenLeaf(Contest contest) => Leaf.Open(
        contest.Slug, Now, contest.Files.RulesHash, contest.Files.EntriesHash, keys.Commitment(contest.Slug),
        contest.OpensAt.ToUnixTimeMilliseconds(), contest.ClosesAt.ToUnixTimeMilliseconds());
}
