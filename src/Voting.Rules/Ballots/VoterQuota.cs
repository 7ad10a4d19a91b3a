using Voting.Rules.Contests;

namespace Voting.Rules.Ballots;

/// <summary>What one voter may still do in a period, from the entries this voter voted for in it.</summary>
public static class VoterQuota
{
    /// <param name="given">Entry numbers the voter voted for in this period, one item a vote.</param>
    /// <param name="choices">The new ballot's entry numbers, distinct.</param>
    /// <param name="groupOf">The group of an entry.</param>
    /// <returns>Null when the quota allows the ballot. The quota is asked before repetition, so that both answers are stable.</returns>
    public static CastRefusal? Check(
        IReadOnlyCollection<int> given, IReadOnlyList<int> choices, BallotPolicy policy, Func<int, string> groupOf)
    {
        if (choices.Count > Remaining(given, policy))
            return CastRefusal.QuotaExhausted;
        if (choices.Any(choice => given.Count(entry => entry == choice) >= policy.VotesPerEntryPerPeriod))
            return CastRefusal.AlreadyVoted;
        if (policy.PerGroup is { } perGroup
            && given.Concat(choices).GroupBy(groupOf).Any(group => group.Count() > perGroup))
            return CastRefusal.QuotaExhausted;
        return null;
    }

    public static int Remaining(IReadOnlyCollection<int> given, BallotPolicy policy) =>
        Math.Max(0, policy.VotesPerPeriod - given.Count);
}
