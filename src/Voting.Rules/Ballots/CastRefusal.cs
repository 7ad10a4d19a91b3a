namespace Voting.Rules.Ballots;

/// <summary>Every way in which a ballot can be refused. The names on the wire are fixed: <see cref="CastRefusals.Code"/>.</summary>
public enum CastRefusal
{
    ContestNotFound,
    VotingNotOpen,
    VotingClosed,

    /// <summary>An entry on the ballot has all the votes it can get from this voter in this period.</summary>
    AlreadyVoted,

    /// <summary>The ballot needs more votes than the voter has left in this period.</summary>
    QuotaExhausted,
    EntryNotFound,
    TooFewChoices,
    TooManyChoices,

    /// <summary>The request is not a ballot: malformed JSON, unknown fields, repeated entries, no usable Idempotency-Key.</summary>
    InvalidBallot,

    /// <summary>The same Idempotency-Key came with other entries before.</summary>
    IdempotencyMismatch,

    /// <summary>No device cookie, and the Idempotency-Key is too short to stand in for one.</summary>
    IdentityRequired,
    ChallengeRequired,
    RateLimited,

    /// <summary>The ballot could not be recorded now, or it is unknown whether it was; the same key decides later.</summary>
    Busy,
}

public static class CastRefusals
{
    public static string Code(this CastRefusal refusal) => refusal switch
    {
        CastRefusal.ContestNotFound => "contest-not-found",
        CastRefusal.VotingNotOpen => "voting-not-open",
        CastRefusal.VotingClosed => "voting-closed",
        CastRefusal.AlreadyVoted => "already-voted",
        CastRefusal.QuotaExhausted => "quota-exhausted",
        CastRefusal.EntryNotFound => "entry-not-found",
        CastRefusal.TooFewChoices => "too-few-choices",
        CastRefusal.TooManyChoices => "too-many-choices",
        CastRefusal.InvalidBallot => "invalid-ballot",
        CastRefusal.IdempotencyMismatch => "idempotency-mismatch",
        CastRefusal.IdentityRequired => "identity-required",
        CastRefusal.ChallengeRequired => "challenge-required",
        CastRefusal.RateLimited => "rate-limited",
        CastRefusal.Busy => "busy",
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, null),
    };
}
