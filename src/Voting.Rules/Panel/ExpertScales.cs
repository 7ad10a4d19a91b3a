using Voting.Rules.Ranking;

namespace Voting.Rules.Panel;

/// <summary>
/// How one expert's totals of the entries in scope are put on a scale before a method joins the experts. Each expert is
/// scaled alone, over the entries that this expert marked; "raw" leaves the totals as they are. The formulas are those of
/// the votes; an expert who makes no difference, or marked one entry, gives 50 by "minmax", "rank" and "tscore".
/// </summary>
public static class ExpertScales
{
    private static readonly OrderedDictionary<string, Func<PanelTotals, PanelTotals>> Table = new(StringComparer.Ordinal)
    {
        ["raw"] = totals => totals,
        ["max"] = totals => totals.ByExpert(RatioToMax.Of),
        ["minmax"] = totals => totals.ByExpert(MinMax.Of),
        ["rank"] = totals => totals.ByExpert(RankPoints.Of),
        ["tscore"] = totals => totals.ByExpert(TScores.Of),
    };

    public static IReadOnlyList<string> Known { get; } = [.. Table.Keys];

    public static PanelTotals Apply(string scale, PanelTotals totals) =>
        Table.TryGetValue(scale, out var apply)
            ? apply(totals)
            : throw new ArgumentException($"Expert scale {scale} is not known.", nameof(scale));
}
