using Voting.Rules.Ranking;

namespace Voting.Rules.Panel;

/// <summary>What the panel's marks of one entry come to.</summary>
/// <param name="Expert">E by the policy's scale and method; null where nobody marked the entry.</param>
/// <param name="HeaviestCriterion">
/// Plain mean, in points, of the heaviest criterion over every expert who marked: the tie step "criterion".
/// Nobody is trimmed or scaled here, whatever the method: the step is for entries whose E is equal already.
/// </param>
/// <param name="Note">One of <see cref="ExpertNotes"/>, or null.</param>
public readonly record struct PanelScore(Rational? Expert, Rational? HeaviestCriterion, string? Note = null)
{
    /// <summary>There is no panel, or it is not revealed yet.</summary>
    public static PanelScore None => default;

    /// <summary>Scores all the entries in scope: total by weighted criteria, scale expert by expert, join entry by entry.</summary>
    /// <param name="entries">For each entry one sheet of each expert who marked it, in any order.</param>
    /// <param name="criteria">The contest's criteria; empty means there is no panel.</param>
    /// <param name="scale">A name of <see cref="ExpertScales"/>.</param>
    /// <param name="method">A name of <see cref="ExpertMethods"/>.</param>
    public static PanelScore[] Of(
        IReadOnlyList<IReadOnlyList<ExpertMarks>> entries, WeightedCriteria criteria, string scale, string method)
    {
        if (criteria.IsEmpty)
            return new PanelScore[entries.Count];

        var joined = ExpertMethods.Join(method, ExpertScales.Apply(scale, PanelTotals.Of(entries, criteria)));
        return
        [
            .. entries.Zip(joined.Scores, (marks, expert) => marks.Count == 0
                ? new PanelScore(null, null, ExpertNotes.NeedsDecision)
                : new PanelScore(expert, HeaviestOf(marks, criteria), joined.Note)),
        ];
    }

    private static Rational HeaviestOf(IReadOnlyList<ExpertMarks> marks, WeightedCriteria criteria) =>
        new(marks.Sum(m => m.MilliMarks[criteria.Heaviest]), 1000L * marks.Count);
}
