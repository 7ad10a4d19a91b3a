using Voting.Rules.Contests;

namespace Voting.Rules.Ballots;

/// <summary>
/// May this ballot be cast? Pure: no clock, no store. The box asks the same questions again where they depend on what the
/// voter did before (<see cref="VoterQuota"/>).
/// </summary>
public static class BallotRules
{
    /// <summary>Judges the choices alone.</summary>
    /// <param name="choices">Entry numbers as the voter sent them.</param>
    /// <param name="isShortlisted">Whether a number stands for an entry that can be voted for.</param>
    /// <returns>Null when the choices are a ballot of this contest.</returns>
    public static CastRefusal? Check(IReadOnlyList<int> choices, BallotPolicy policy, Func<int, bool> isShortlisted)
    {
        if (choices.Distinct().Count() != choices.Count)
            return CastRefusal.InvalidBallot;
        if (choices.Count < policy.MinChoices)
            return CastRefusal.TooFewChoices;
        if (choices.Count > policy.MaxChoices)
            return CastRefusal.TooManyChoices;
        return choices.All(isShortlisted) ? null : CastRefusal.EntryNotFound;
    }

    /// <summary>Whether votes may be given at <paramref name="at"/>: opening included, closing excluded.</summary>
    public static CastRefusal? CheckTime(DateTimeOffset at, DateTimeOffset opensAt, DateTimeOffset closesAt) =>
        at < opensAt ? CastRefusal.VotingNotOpen
        : at >= closesAt ? CastRefusal.VotingClosed
        : null;
}
