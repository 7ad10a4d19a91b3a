using Voting.Rules.Contests;
using Voting.Rules.Ranking;
using Voting.Server.Ballots;
using Voting.Server.Contests;
using Voting.Server.Ledger;
using Voting.Server.Panel;

namespace Voting.Server.Ranking;

public enum CeremonyOutcome
{
    Done,

    /// <summary>There is one only in review.</summary>
    WrongPhase,

    /// <summary>The contest's rule has shown the places already, or there is no award to reveal.</summary>
    NothingToReveal,

    /// <summary>A sheet is awaited: the places are not known yet.</summary>
    SheetsAwaited,

    /// <summary>Not the step after the last one, nor that one again.</summary>
    OutOfTurn,
}

/// <summary>
/// A ceremony: in review, while places are hidden or frozen, an organizer reveals the awards one by one. Each step is an act on the
/// contest, so every server and every board follows; only publication shows the rest.
/// </summary>
public sealed class Ceremony(
    ContestStore store, ContestDirectory contests, LedgerWriter writer, PanelStore panel, PanelMarks marks, IBallotBox box)
{
    /// <summary>All steps, in order; for organizers only.</summary>
    public async Task<IReadOnlyList<CeremonyStep>> PlanAsync(Contest contest) => CeremonyOrder.Of(
        ContestRanking.Of(contest, contest.Reviewed.ValidOf((await box.TallyAsync(contest)).Votes), await marks.ReadSubmittedAsync(contest)),
        contest.Groups.ToDictionary(group => group.Code, group => group.Awards));

    /// <summary>The steps that everybody may see.</summary>
    public async ValueTask<IReadOnlyList<CeremonyStep>> RevealedAsync(Contest contest) =>
        contest.CeremonySteps is { } steps and > 0 ? [.. (await PlanAsync(contest)).Take(steps)] : [];

    /// <param name="step">So many places are revealed from now on; 0 begins.</param>
    public async Task<CeremonyOutcome> RevealAsync(string slug, int step)
    {
        var contest = await contests.ReloadAsync(slug);
        if (contest.Phase != ContestPhase.Reviewing)
            return CeremonyOutcome.WrongPhase;
        if (contest.CeremonySteps == step)
            return CeremonyOutcome.Done;
        if (step != (contest.CeremonySteps + 1 ?? 0))
            return CeremonyOutcome.OutOfTurn;
        if (contest.Visibility.Mode is not (Visibility.Hidden or Visibility.Frozen) || (await PlanAsync(contest)).Count < Math.Max(step, 1))
            return CeremonyOutcome.NothingToReveal;
        if ((await panel.ReadAsync(contest.Id)).Any(expert => expert.IsAwaited))
            return CeremonyOutcome.SheetsAwaited;

        var isDone = await writer.ActAsync(async transaction =>
        {
            await transaction.LockForActAsync(contest.Id);
            return await store.SetCeremonyAsync(transaction.Connection, transaction.Transaction, contest.Id, contest.CeremonySteps, step);
        });
        contest = await contests.ReloadAsync(slug);
        return isDone || contest.CeremonySteps == step ? CeremonyOutcome.Done : CeremonyOutcome.OutOfTurn;
    }
}
