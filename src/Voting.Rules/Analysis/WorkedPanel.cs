using Voting.Rules.Panel;
using Voting.Rules.Ranking;

namespace Voting.Rules.Analysis;

/// <summary>What one expert's marks of an entry became, step by step; terms as in <see cref="WorkedScale"/>.</summary>
/// <param name="TotalTerm">The weighted total, from the marks.</param>
/// <param name="ScaledTerm">What the scale made of it; null where it leaves totals as they are, or all of this expert's are equal.</param>
/// <param name="StandardTerm">With standard scores only; null else.</param>
/// <param name="IsLeftOut">By the trimmed mean, as one highest or one lowest.</param>
public sealed record WorkedMarks(
    ExpertMarks Marks, string TotalTerm, Rational Total, string? ScaledTerm, Rational Scaled, string? StandardTerm, Rational? Standard, bool IsLeftOut);

/// <summary>How the marks of an entry became its E.</summary>
/// <param name="MeanTerm">With standard scores: the mean of them, before it is stretched; null else.</param>
/// <param name="Term">What gives E; with standard scores the stretching, null where all entries' are equal.</param>
public sealed record WorkedPanel(IReadOnlyList<WorkedMarks> Experts, string? MeanTerm, string? Term)
{
    /// <param name="entries">The marks of all entries in scope.</param>
    /// <param name="at">Which of them; it has marks.</param>
    /// <param name="note">What the ranking notes of its E, see <see cref="ExpertNotes"/>.</param>
    public static WorkedPanel Of(
        IReadOnlyList<IReadOnlyList<ExpertMarks>> entries, int at, IReadOnlyList<Criterion> criteria, ScorePolicy policy, string? note)
    {
        var totals = PanelTotals.Of(entries, new WeightedCriteria(criteria));
        var scaled = ExpertScales.Apply(policy.ExpertScale, totals);
        var isStandard = policy.Expert == "zscore" && note is null;
        var standard = isStandard ? scaled.ByExpert(StandardScores.Of) : null;
        var leftOut = LeftOut(policy.Expert, [.. scaled.Entries[at].Select(total => total.Total)]);
        WorkedMarks[] experts =
        [
            .. entries[at].Select((marks, i) => new WorkedMarks(
                marks, TotalTerm(marks, criteria), totals.Entries[at][i].Total,
                policy.ExpertScale == "raw" ? null : WorkedScale.Of(policy.ExpertScale, Given(totals, marks.Expert), totals.Entries[at][i].Total),
                scaled.Entries[at][i].Total,
                isStandard ? WorkedScale.StandardOf(Given(scaled, marks.Expert), scaled.Entries[at][i].Total) : null,
                standard?.Entries[at][i].Total, leftOut.Contains(i))),
        ];
        return standard is null
            ? new WorkedPanel(experts, null, Join(policy.Expert, [.. experts.Where(expert => !expert.IsLeftOut).Select(expert => expert.Scaled)]))
            : new WorkedPanel(experts, Mean([.. experts.Select(expert => expert.Standard!.Value)]), Stretch(scaled, standard, at));
    }

    private static Rational[] Given(PanelTotals totals, string expert) =>
        [.. totals.Entries.SelectMany(entry => entry).Where(total => total.Expert == expert).Select(total => total.Total)];

    private static HashSet<int> LeftOut(string method, List<Rational> totals) =>
        method == "trimmed" && totals.Count >= TrimmedMean.TrimsFrom
            ? [totals.IndexOf(totals.Max()), totals.LastIndexOf(totals.Min())]
            : [];

    private static string TotalTerm(ExpertMarks marks, IReadOnlyList<Criterion> criteria)
    {
        var parts = criteria.Zip(marks.MilliMarks, (criterion, mark) =>
            $"{N(Rational.Of(criterion.Weight))} × {N(new Rational(mark, 1000))} ÷ {criterion.Max}");
        return $"100 × ({string.Join(" + ", parts)}) ÷ {N(Rational.Of(criteria.Sum(criterion => criterion.Weight)))}";
    }

    private static string Join(string method, Rational[] values)
    {
        if (method != "median")
            return Mean(values);
        Array.Sort(values);
        var middle = values.Length / 2;
        return values.Length % 2 == 1 ? N(values[middle]) : Mean([values[middle - 1], values[middle]]);
    }

    private static string Mean(IReadOnlyList<Rational> values) =>
        values.Count == 1 ? N(values[0]) : $"({string.Join(" + ", values.Select(N))}) ÷ {values.Count}";

    private static string? Stretch(PanelTotals scaled, PanelTotals standard, int at)
    {
        var (means, zs) = (scaled.ByEntry(PlainMean.Of), standard.ByEntry(PlainMean.Of));
        var (low, high, least, most) = (means.Min()!.Value, means.Max()!.Value, zs.Min()!.Value, zs.Max()!.Value);
        return least == most
            ? $"({N(low)} + {N(high)}) ÷ 2"
            : $"{N(low)} + ({N(high)} − {N(low)}) × ({N(zs[at]!.Value)} − {N(least)}) ÷ ({N(most)} − {N(least)})";
    }

    private static string N(Rational value) => WorkedNumber.Of(value);
}
