namespace Voting.Rules.Ranking;

/// <summary>
/// How the valid votes of the entries in scope become their P. A method is one file and one line of the table:
/// votes in, as many scores out, in the same order; 0..100 by all of them but "tscore".
/// </summary>
public static class PublicMethods
{
    private static readonly OrderedDictionary<string, Func<IReadOnlyList<long>, IReadOnlyList<Rational>>> Table = new(StringComparer.Ordinal)
    {
        ["max"] = Exact(RatioToMax.Of),
        ["share"] = Exact(ShareOfTotal.Of),
        ["rank"] = Exact(RankPoints.Of),
        ["minmax"] = Exact(MinMax.Of),
        ["sqrt"] = Exact(RatioOfRoots.Of),
        ["log"] = RatioOfLogarithms.Of,
        ["tscore"] = Exact(TScores.Of),
    };

    public static IReadOnlyList<string> Known { get; } = [.. Table.Keys];

    /// <summary>
    /// P of each entry, in the order of the votes. Whatever the method: no votes at all leave every P at 0, and an
    /// entry that is alone in its scope has 100 with its first vote.
    /// </summary>
    public static IReadOnlyList<Rational> Score(string method, IReadOnlyList<long> votes)
    {
        if (!Table.TryGetValue(method, out var score))
            throw new ArgumentException($"Public method {method} is not known.", nameof(method));

        if (votes.All(v => v == 0))
            return new Rational[votes.Count];

        return votes.Count == 1 ? [100] : score(votes);
    }

    private static Func<IReadOnlyList<long>, IReadOnlyList<Rational>> Exact(Func<IReadOnlyList<Rational>, IReadOnlyList<Rational>> method) =>
        votes => method([.. votes.Select(v => (Rational)v)]);
}
