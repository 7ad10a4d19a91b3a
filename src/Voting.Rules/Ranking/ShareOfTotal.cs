namespace Voting.Rules.Ranking;

/// <summary>"share": 100·v/Σv, so that all together are 100. Where the sum is 0, all are 0.</summary>
public static class ShareOfTotal
{
    public static IReadOnlyList<Rational> Of(IReadOnlyList<Rational> values)
    {
        var sum = values.Aggregate(Rational.Zero, (total, value) => total + value);
        return sum == 0
            ? new Rational[values.Count]
            : [.. values.Select(value => 100 * value / sum)];
    }
}
