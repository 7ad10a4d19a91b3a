using Voting.Rules.Contests;
using Voting.Server.Contests;
using Voting.Server.Ledger;
using Voting.Server.Log;
using Voting.Server.Organizers;

namespace Voting.Server.Review;

/// <summary>How a step of review ended.</summary>
/// <param name="Code">Of the refusal; null when it was made.</param>
public sealed record ReviewOutcome(
    ReviewEffect? Effect = null, ReviewProposal? Proposal = null, string? Code = null, IReadOnlyList<FieldError>? Errors = null);

/// <summary>
/// Review of ballots by people, in three steps: a preview of the effect, a proposal with a reason, and the approval of a second
/// organizer, who carries it out. What is proposed are the ballots of that moment, not whatever fits the filter later.
/// </summary>
public sealed class ReviewBallots(
    PreviewReview preview, ProposalStore proposals, ActOnBallots act, ContestDirectory contests, ContestKeys keys, SignedHeads heads,
    LedgerWriter writer, TimeProvider clock)
{
    public const int LongestReason = 2000;
    public const int MostBallots = 100_000;
    private const string Manual = "manual";
    private static readonly string[] Actions = [ReviewAct.Hold, ReviewAct.Void, ReviewAct.Restore];

    /// <param name="isDryRun">Only says what would change.</param>
    public async Task<ReviewOutcome> ProposeAsync(
        string slug, ReviewFilter? filter, string? action, string? reason, bool isDryRun, Actor actor)
    {
        var contest = await contests.ReloadAsync(slug);
        if (!ActOnBallots.IsOpen(contest))
            return new ReviewOutcome(Code: "wrong-phase");
        if (Check(contest, filter, action, reason, isDryRun) is { Count: > 0 } errors)
            return new ReviewOutcome(Code: "invalid-review", Errors: errors);

        var (effect, ballots) = await preview.ExecuteAsync(contest, filter!, action!);
        if (isDryRun)
            return new ReviewOutcome(effect);
        if (ballots.Count is 0 or > MostBallots)
            return new ReviewOutcome(effect, Code: ballots.Count == 0 ? "no-ballots" : "too-many-ballots");
        var proposal = new ReviewProposal(
            0, action!, filter!, [.. ballots.Select(ballot => ballot.Index)], filter!.Rule ?? Manual, reason!.Trim(),
            ReviewProposal.Open, actor.Name, clock.GetUtcNow(), null, null);
        var id = await writer.ActAsync(async transaction => await ActOnBallots.LockAsync(transaction, contest) is null
            ? 0
            : await ProposalStore.AddAsync(transaction.Connection, transaction.Transaction, contest.Id, proposal));
        return id == 0 ? new ReviewOutcome(Code: "wrong-phase") : new ReviewOutcome(effect, proposal with { Id = id });
    }

    /// <summary>The second person's yes. It is carried out at once; should this server die over it, another one goes on.</summary>
    public async Task<ReviewOutcome> ApproveAsync(string slug, long id, Actor actor)
    {
        var contest = await contests.ReloadAsync(slug);
        if (await proposals.FindAsync(contest.Id, id) is not { } proposal)
            return new ReviewOutcome(Code: "not-found");
        if (!ActOnBallots.IsOpen(contest))
            return new ReviewOutcome(Code: "wrong-phase");
        if (proposal.ProposedBy == actor.Name)
            return new ReviewOutcome(Code: "own-proposal");
        if (heads.Refused.ContainsKey(contest.Id))
            return new ReviewOutcome(Code: "log-stopped");
        if (!await DecideAsync(contest, id, ReviewProposal.Approved, actor))
            return new ReviewOutcome(Code: "already-decided");
        await CarryOutAsync(slug, id);
        return new ReviewOutcome(Proposal: await proposals.FindAsync(contest.Id, id));
    }

    /// <summary>The second person's no, or the first one's second thought.</summary>
    public async Task<ReviewOutcome> DeclineAsync(string slug, long id, Actor actor)
    {
        var contest = await contests.ReloadAsync(slug);
        if (await proposals.FindAsync(contest.Id, id) is null)
            return new ReviewOutcome(Code: "not-found");
        return await DecideAsync(contest, id, ReviewProposal.Declined, actor)
            ? new ReviewOutcome(Proposal: await proposals.FindAsync(contest.Id, id))
            : new ReviewOutcome(Code: "already-decided");
    }

    /// <summary>What is approved happens, from the first ballot that it has not happened to yet.</summary>
    public async Task CarryOutAsync(string slug, long id)
    {
        var contest = await contests.ReloadAsync(slug);
        if (await proposals.FindAsync(contest.Id, id) is not { State: ReviewProposal.Approved } proposal)
            return;
        string[] approvers = [Pseudonym(slug, proposal.ProposedBy), Pseudonym(slug, proposal.DecidedBy!)];
        await act.ExecuteAsync(contest, proposal.Action, proposal.Rule, proposal.Reason, approvers, proposal.Ballots);
        await writer.ActAsync(transaction => ProposalStore.FinishAsync(transaction.Connection, transaction.Transaction, contest.Id, id));
    }

    /// <summary>Under the contest's lock: a result is either published before, or not before this is carried out.</summary>
    private Task<bool> DecideAsync(Contest contest, long id, string state, Actor actor) => writer.ActAsync(async transaction =>
        (state == ReviewProposal.Declined || await ActOnBallots.LockAsync(transaction, contest) is not null)
        && await ProposalStore.DecideAsync(
            transaction.Connection, transaction.Transaction, contest.Id, id, state, actor.Name, clock.GetUtcNow().ToUnixTimeMilliseconds()));

    private string Pseudonym(string slug, string name) => keys.Actor(slug, Sessions.OrganizerRole, name);

    private static List<FieldError> Check(Contest contest, ReviewFilter? filter, string? action, string? reason, bool isDryRun)
    {
        var errors = new List<FieldError>();
        if (!Actions.Contains(action))
            errors.Add(new("action", "unknown"));
        if (filter is null)
            errors.Add(new("filter", "required"));
        else
            errors.AddRange(filter.Check(contest));
        if (!isDryRun && string.IsNullOrWhiteSpace(reason))
            errors.Add(new("reason", "required"));
        if (reason?.Length > LongestReason)
            errors.Add(new("reason", "length"));
        return errors;
    }
}
