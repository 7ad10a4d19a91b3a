using Voting.Rules.Ranking;

namespace Voting.Rules.Panel;

/// <summary>An expert's weighted total of one entry, or what a scale made of it.</summary>
public readonly record struct ExpertTotal(string Expert, Rational Total);

/// <summary>The panel's totals of all the entries in scope: seen by entry, or expert by expert.</summary>
/// <param name="entries">The totals of each entry, of those experts who marked it; none where nobody did.</param>
public sealed class PanelTotals(IReadOnlyList<IReadOnlyList<ExpertTotal>> entries)
{
    public static PanelTotals Of(IEnumerable<IReadOnlyList<ExpertMarks>> entries, WeightedCriteria criteria) =>
        new([.. entries.Select(marks => marks.Select(m => new ExpertTotal(m.Expert, criteria.Total(m))).ToArray())]);

    /// <summary>By entry, as they were given.</summary>
    public IReadOnlyList<IReadOnlyList<ExpertTotal>> Entries => entries;

    /// <summary>Each expert's totals of whatever entries this expert marked, in the order of the entries.</summary>
    public IEnumerable<IReadOnlyList<Rational>> Experts =>
        entries.SelectMany(totals => totals).GroupBy(total => total.Expert, total => total.Total).Select(group => group.ToArray());

    /// <summary>What a method that looks at one entry alone makes of each; null where nobody marked.</summary>
    public Rational?[] ByEntry(Func<IReadOnlyList<Rational>, Rational> method) =>
        [.. entries.Select(totals => totals.Count == 0 ? (Rational?)null : method([.. totals.Select(total => total.Total)]))];

    /// <summary>The same sheet with every expert's totals put through a scale, each expert alone.</summary>
    public PanelTotals ByExpert(Func<IReadOnlyList<Rational>, IReadOnlyList<Rational>> scale)
    {
        var scaled = entries.SelectMany(totals => totals).GroupBy(total => total.Expert, total => total.Total)
            .ToDictionary(expert => expert.Key, expert => new Queue<Rational>(scale([.. expert])), StringComparer.Ordinal);
        return new([.. entries.Select(totals => totals.Select(t => new ExpertTotal(t.Expert, scaled[t.Expert].Dequeue())).ToArray())]);
    }
}
