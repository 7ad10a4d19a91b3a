using Voting.Rules.Ranking;

namespace Voting.Rules.Panel;

/// <summary>
/// Expert method "trimmed" (去掉最高最低): where an entry has five totals or more, one highest and one lowest
/// are left out; with fewer it is the plain mean. Of several equal highest only one goes.
/// </summary>
public static class TrimmedMean
{
    /// <summary>So many totals of one entry, and trimming begins.</summary>
    public const int TrimsFrom = 5;

    public static Rational Of(IReadOnlyList<Rational> totals)
    {
        if (totals.Count < TrimsFrom)
            return PlainMean.Of(totals);

        var (sum, lowest, highest) = (Rational.Zero, totals[0], totals[0]);
        foreach (var total in totals)
        {
            sum += total;
            lowest = total < lowest ? total : lowest;
            highest = total > highest ? total : highest;
        }

        return (sum - lowest - highest) / (totals.Count - 2);
    }
}
