using Voting.Rules.Ranking;

namespace Voting.Rules.Panel;

/// <summary>
/// Expert method "zscore": strict and lenient experts count alike. Each expert's totals become standard scores among the
/// entries that this expert marked (<see cref="StandardScores"/>); an entry's Z is their mean. Then the Zs are stretched
/// back onto the panel's own scale, so that the highest plain mean and the lowest stay what they were:
/// E = low + (high-low)·(Z-min Z)/(max Z-min Z), and the middle of both where all Z are equal.
/// One expert with fewer than <see cref="MarksNeeded"/> marks, or with the same total for every entry, has no standard
/// scores; then every entry has the plain mean, and the note says why.
/// </summary>
public static class ZScoreMean
{
    /// <summary>So many entries in scope must each expert have marked.</summary>
    public const int MarksNeeded = 6;

    public static PanelJoin Of(PanelTotals totals)
    {
        var means = totals.ByEntry(PlainMean.Of);
        return WhyNot(totals) is { } note
            ? new(means, note)
            : new(Stretch(totals.ByExpert(StandardScores.Of).ByEntry(PlainMean.Of), means), null);
    }

    private static string? WhyNot(PanelTotals totals)
    {
        var experts = totals.Experts.ToList();
        if (experts.Exists(given => given.Count < MarksNeeded))
            return ExpertNotes.MeanForFewMarks;

        return experts.Exists(given => given.Min() == given.Max()) ? ExpertNotes.MeanForNoSpread : null;
    }

    private static Rational?[] Stretch(Rational?[] standard, Rational?[] means)
    {
        // Min and Max pass over entries that nobody marked.
        if (standard.Min() is not { } least || standard.Max() is not { } most || means.Min() is not { } low || means.Max() is not { } high)
            return standard;

        return least == most
            ? [.. standard.Select(z => z is null ? (Rational?)null : (low + high) / 2)]
            : [.. standard.Select(z => z is null ? null : low + ((high - low) * (z - least) / (most - least)))];
    }
}
