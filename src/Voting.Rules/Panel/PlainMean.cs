using Voting.Rules.Ranking;

namespace Voting.Rules.Panel;

/// <summary>Expert method "mean": the sum of the totals over their number, so a recusal costs nothing.</summary>
public static class PlainMean
{
    public static Rational Of(IReadOnlyList<Rational> totals)
    {
        var sum = Rational.Zero;
        foreach (var total in totals)
            sum += total;

        return sum / totals.Count;
    }
}
