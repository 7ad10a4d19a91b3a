using Voting.Rules.Signals;

namespace Voting.Server.Review;

/// <param name="Action"><c>hold | void | restore</c>.</param>
/// <param name="Reason">1 to 2000 characters, for everybody to read; not needed for a dry run.</param>
public sealed record ReviewBody(ReviewFilter? Filter = null, string? Action = null, string? Reason = null, bool DryRun = false);

/// <summary>The effect; and the proposal, where it is none of a dry run.</summary>
/// <param name="Id">Null for a dry run.</param>
/// <param name="State"><c>open</c>: a second organizer has to approve.</param>
public sealed record ReviewAnswer(
    string Action, int Ballots, int Skipped, long Votes, IReadOnlyList<VotesChange> Entries, IReadOnlyList<PlaceMove> Places,
    long? Id, string? State)
{
    public static ReviewAnswer Of(ReviewOutcome outcome) => new(
        outcome.Effect!.Action, outcome.Effect.Ballots, outcome.Effect.Skipped, outcome.Effect.Votes, outcome.Effect.Entries,
        outcome.Effect.Places, outcome.Proposal?.Id, outcome.Proposal?.State);
}

public sealed record ReviewDesk(IReadOnlyList<FindingItem> Findings, IReadOnlyList<ProposalItem> Proposals, ReviewedCounts Counts);

/// <param name="Ballots">How many.</param>
public sealed record ProposalItem(
    long Id, string Action, ReviewFilter Filter, int Ballots, string Rule, string Reason, string State, string ProposedBy,
    DateTimeOffset ProposedAt, string? DecidedBy, DateTimeOffset? DecidedAt)
{
    public static ProposalItem Of(ReviewProposal proposal) => new(
        proposal.Id, proposal.Action, proposal.Filter, proposal.Ballots.Count, proposal.Rule, proposal.Reason, proposal.State,
        proposal.ProposedBy, proposal.ProposedAt, proposal.DecidedBy, proposal.DecidedAt);
}

/// <param name="Ballots">How many.</param>
public sealed record FindingItem(
    long Id, string Rule, int Version, string Severity, string Reason, int? Entry, IReadOnlyList<SignalFact> Facts, int Ballots, DateTimeOffset FoundAt)
{
    public static FindingItem Of(KeptFinding finding) => new(
        finding.Id, finding.Rule, finding.Version, finding.Severity, finding.Reason, finding.Entry, finding.Facts, finding.Ballots.Count,
        finding.FoundAt);
}

/// <summary>What was received and what counts of it.</summary>
/// <param name="Held">Under review; they count.</param>
/// <param name="Voided">They do not count.</param>
/// <param name="Entries">Entries with votes.</param>
/// <param name="Acts">What was done, the newest first.</param>
public sealed record ReviewedCounts(
    long Received, long Valid, long Held, long Voided, IReadOnlyList<ReceivedAndValid> Entries, IReadOnlyList<ReviewedActs> Acts);

public sealed record ReceivedAndValid(int Number, long Received, long Valid);

/// <param name="LogIndex">Of the first of these acts.</param>
public sealed record ReviewedActs(string Action, string Rule, string Reason, long Ballots, long LogIndex);
