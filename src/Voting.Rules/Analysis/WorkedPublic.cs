using Voting.Rules.Ranking;

namespace Voting.Rules.Analysis;

/// <summary>How an entry's votes became its P.</summary>
/// <param name="Term">The arithmetic written out, see <see cref="WorkedScale"/>; null where <paramref name="Case"/> says it in words.</param>
/// <param name="Case"><c>no-votes</c> nobody has a vote, <c>alone</c> it is alone in its scope, <c>equal</c> all have the same; else null.</param>
public sealed record WorkedPublic(string? Term, string? Case)
{
    /// <param name="votes">Of all entries in scope, <paramref name="own"/> among them.</param>
    public static WorkedPublic Of(string method, IReadOnlyList<long> votes, long own)
    {
        if (votes.All(vote => vote == 0))
            return new(null, "no-votes");
        if (votes.Count == 1)
            return new(null, "alone");
        return WorkedScale.Of(method, [.. votes.Select(vote => (Rational)vote)], own) is { } term ? new(term, null) : new(null, "equal");
    }
}
