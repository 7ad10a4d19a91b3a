using Voting.Rules.Ranking;

namespace Voting.Rules.Panel;

/// <summary>
/// How several experts' totals of one entry become its E. A method is one file and one line of the table:
/// totals (one or more, 0..100, any order) in, E out.
/// </summary>
public static class ExpertMethods
{
    private static readonly Dictionary<string, Func<IReadOnlyList<Rational>, Rational>> Table = new(StringComparer.Ordinal)
    {
        ["mean"] = PlainMean.Of,
        ["trimmed"] = TrimmedMean.Of,
    };

    /// <summary>Every name a policy may ever carry, available yet or not.</summary>
    public static IReadOnlyList<string> Known { get; } = ["mean", "median", "trimmed", "zscore"];

    public static bool IsAvailable(string name) => Table.ContainsKey(name);

    public static Rational Aggregate(string method, IReadOnlyList<Rational> totals) =>
        Table.TryGetValue(method, out var aggregate)
            ? aggregate(totals)
            : throw new ArgumentException($"Expert method {method} is not available.", nameof(method));
}
