using Voting.Rules.Ballots;
using Voting.Server.Ledger;
using Voting.Server.Voters;

namespace Voting.Server.Ballots;

/// <summary>How casting a ballot ended: an expected end is a value.</summary>
public abstract record CastOutcome
{
    /// <summary>In the ledger, now or before: a repeat ends exactly like the first.</summary>
    public sealed record Recorded(RecordedBallot Ballot) : CastOutcome;

    public sealed record Refused(CastRefusal Reason, DateTimeOffset? ResetsAt = null, TimeSpan? RetryAfter = null) : CastOutcome
    {
        /// <summary>What the voter has to bring; only where that is the reason.</summary>
        public FrictionAsked? Asked { get; private init; }

        public static Refused For(FrictionAsked asked) =>
            new(asked.Challenge is null ? CastRefusal.IdentityRequired : CastRefusal.ChallengeRequired) { Asked = asked };
    }
}
