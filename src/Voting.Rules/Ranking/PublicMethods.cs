namespace Voting.Rules.Ranking;

/// <summary>
/// How the valid votes of the entries in scope become their P. A method is one file and one line of the table:
/// votes in, as many scores of 0..100 out, in the same order.
/// </summary>
public static class PublicMethods
{
    private static readonly Dictionary<string, Func<IReadOnlyList<long>, IReadOnlyList<Rational>>> Table = new(StringComparer.Ordinal)
    {
        ["max"] = RatioToMax.Of,
    };

    /// <summary>Every name a policy may ever carry, available yet or not.</summary>
    public static IReadOnlyList<string> Known { get; } = ["max", "share", "rank", "minmax", "sqrt", "log", "tscore"];

    public static bool IsAvailable(string name) => Table.ContainsKey(name);

    public static IReadOnlyList<Rational> Score(string method, IReadOnlyList<long> votes) =>
        Table.TryGetValue(method, out var score)
            ? score(votes)
            : throw new ArgumentException($"Public method {method} is not available.", nameof(method));
}
