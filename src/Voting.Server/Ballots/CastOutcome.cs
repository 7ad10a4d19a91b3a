using Voting.Rules.Ballots;
using Voting.Server.Ledger;

namespace Voting.Server.Ballots;

/// <summary>How casting a ballot ended: an expected end is a value.</summary>
public abstract record CastOutcome
{
    /// <summary>In the ledger, now or before: a repeat ends exactly like the first.</summary>
    public sealed record Recorded(RecordedBallot Ballot) : CastOutcome;

    public sealed record Refused(CastRefusal Reason, DateTimeOffset? ResetsAt = null, TimeSpan? RetryAfter = null) : CastOutcome;
}
