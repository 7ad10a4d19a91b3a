namespace Voting.Server.Review;

/// <summary>What one person wants done with ballots.</summary>
/// <param name="Action">As in <see cref="Ledger.ReviewAct.Kind"/>.</param>
/// <param name="Ballots">Log indexes, ascending: exactly these, however many more fit the filter since.</param>
/// <param name="State">One of the constants.</param>
public sealed record ReviewProposal(
    long Id, string Action, ReviewFilter Filter, IReadOnlyList<long> Ballots, string Rule, string Reason, string State,
    string ProposedBy, DateTimeOffset ProposedAt, string? DecidedBy, DateTimeOffset? DecidedAt)
{
    /// <summary>Waits for a second person.</summary>
    public const string Open = "open";

    /// <summary>Approved and being carried out.</summary>
    public const string Approved = "approved";
    public const string Done = "done";

    /// <summary>By the second person, or taken back by the first.</summary>
    public const string Declined = "declined";
}
