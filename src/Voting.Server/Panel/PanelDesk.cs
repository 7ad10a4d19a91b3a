using Voting.Rules.Contests;
using Voting.Server.Contests;
using Voting.Server.Organizers;

namespace Voting.Server.Panel;

/// <summary>An expert's desk: what lies on it, and everything that can be done there. The API and the pages share it.</summary>
public sealed class PanelDesk(PanelStore panel, DraftStore drafts, SaveDraft save, RecuseExpert recuse, SubmitSheet submit)
{
    /// <summary>Experts score from the exhibition on, until the result is published.</summary>
    public static bool IsScoring(Contest contest) => contest.Phase is ContestPhase.Exhibiting or ContestPhase.Voting or ContestPhase.Reviewing;

    public static bool IsScoring(string phase) =>
        ContestPhases.FromWire(phase) is ContestPhase.Exhibiting or ContestPhase.Voting or ContestPhase.Reviewing;

    /// <returns>The problem's code; null when the expert may work on this entry now, as far as is known without the database.</returns>
    public static string? WhyClosed(Contest contest, Expert expert, int number)
    {
        if (!IsScoring(contest))
            return "panel-closed";
        return expert.AssignedOf(contest).Any(entry => entry.Number == number) ? null : "entry-not-assigned";
    }

    /// <summary>Why a seat takes no more drafts.</summary>
    public static string WhyLocked(Expert? expert) => expert is { SubmittedAt: not null, ExcludedAt: null } ? "sheet-submitted" : "sheet-excluded";

    /// <summary>The seat of whoever is signed in.</summary>
    /// <returns>The problem's code in place of the seat when it is none on this contest's panel.</returns>
    public async Task<(Expert? Expert, string? Refusal)> FindSeatAsync(Contest? contest, Actor? actor)
    {
        if (actor is null)
            return (null, "sign-in-required");
        if (actor is not { Role: Sessions.ExpertRole, ExpertId: { } id } || contest is null)
            return (null, "not-allowed");
        return await panel.FindAsync(contest.Id, id) is { } expert ? (expert, null) : (null, "not-allowed");
    }

    public async Task<PanelView> ReadAsync(Contest contest, Expert expert) =>
        PanelView.Of(contest, expert, await drafts.ReadAsync(expert.Id));

    public Task<PanelOutcome> SaveAsync(Contest contest, Expert expert, int number, DraftChange change) =>
        save.SaveAsync(contest, expert, number, change);

    public Task<PanelOutcome> AbstainAsync(Contest contest, Expert expert, int number, string? reason, long? seen = null) =>
        save.AbstainAsync(contest, expert, number, reason, seen);

    public Task<PanelOutcome> RecuseAsync(Contest contest, Expert expert, int number, string? reason) =>
        recuse.ExecuteAsync(contest, expert, number, reason);

    public Task<PanelOutcome> SubmitAsync(Contest contest, Expert expert) => submit.ExecuteAsync(contest.Slug, expert);
}
