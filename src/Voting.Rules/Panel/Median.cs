using Voting.Rules.Ranking;

namespace Voting.Rules.Panel;

/// <summary>Expert method "median": the middle total by size; of an even number the mean of the two in the middle.</summary>
public static class Median
{
    public static Rational Of(IReadOnlyList<Rational> totals)
    {
        var bySize = totals.Order().ToArray();
        var middle = bySize.Length / 2;
        return bySize.Length % 2 == 1 ? bySize[middle] : (bySize[middle - 1] + bySize[middle]) / 2;
    }
}
