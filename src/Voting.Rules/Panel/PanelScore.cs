using Voting.Rules.Ranking;

namespace Voting.Rules.Panel;

/// <summary>What the panel's marks of one entry come to.</summary>
/// <param name="Expert">E, 0..100, by the policy's expert method; null where nobody marked the entry.</param>
/// <param name="HeaviestCriterion">
/// Plain mean, in points, of the heaviest criterion over every expert who marked: the tie step "criterion".
/// Nobody is trimmed here, whatever the method: the step is for entries whose E is equal already.
/// </param>
public readonly record struct PanelScore(Rational? Expert, Rational? HeaviestCriterion)
{
    /// <summary>Nobody marked. Not zero: an entry like this waits for a recorded decision.</summary>
    public static PanelScore None => default;

    /// <param name="marks">One sheet for each expert who marked this entry, in any order.</param>
    /// <param name="criteria">The contest's criteria; empty means there is no panel.</param>
    /// <param name="method">An available name of <see cref="ExpertMethods"/>.</param>
    public static PanelScore Of(IReadOnlyList<ExpertMarks> marks, WeightedCriteria criteria, string method)
    {
        if (marks.Count == 0 || criteria.IsEmpty)
            return None;

        var totals = new Rational[marks.Count];
        var heaviest = 0L;
        for (var i = 0; i < totals.Length; i++)
        {
            totals[i] = criteria.Total(marks[i]);
            heaviest += marks[i].MilliMarks[criteria.Heaviest];
        }

        return new(ExpertMethods.Aggregate(method, totals), new Rational(heaviest, 1000L * marks.Count));
    }
}
