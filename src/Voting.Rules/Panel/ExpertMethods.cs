using Voting.Rules.Ranking;

namespace Voting.Rules.Panel;

/// <summary>What a method made of the panel's totals.</summary>
/// <param name="Scores">E of each entry; null where nobody marked.</param>
/// <param name="Note">One of <see cref="ExpertNotes"/> where another method had to stand in; else null.</param>
public sealed record PanelJoin(IReadOnlyList<Rational?> Scores, string? Note);

/// <summary>
/// How several experts' totals become the entries' E. A method is one file and one line of the table: most look at
/// one entry's totals (one or more, any order) at a time, "zscore" at all the entries in scope.
/// </summary>
public static class ExpertMethods
{
    private static readonly OrderedDictionary<string, Func<PanelTotals, PanelJoin>> Table = new(StringComparer.Ordinal)
    {
        ["mean"] = Each(PlainMean.Of),
        ["median"] = Each(Median.Of),
        ["trimmed"] = Each(TrimmedMean.Of),
        ["zscore"] = ZScoreMean.Of,
    };

    public static IReadOnlyList<string> Known { get; } = [.. Table.Keys];

    public static PanelJoin Join(string method, PanelTotals totals) =>
        Table.TryGetValue(method, out var join)
            ? join(totals)
            : throw new ArgumentException($"Expert method {method} is not known.", nameof(method));

    private static Func<PanelTotals, PanelJoin> Each(Func<IReadOnlyList<Rational>, Rational> method) =>
        totals => new(totals.ByEntry(method), null);
}
