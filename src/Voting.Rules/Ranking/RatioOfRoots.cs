namespace Voting.Rules.Ranking;

/// <summary>
/// "sqrt": 100·√(v/max(v)), rounded once to <see cref="SquareRoot.Decimals"/> decimals. Where the largest is 0, all are 0.
/// </summary>
public static class RatioOfRoots
{
    public static IReadOnlyList<Rational> Of(IReadOnlyList<Rational> values)
    {
        var most = values.DefaultIfEmpty().Max();
        return most == 0
            ? new Rational[values.Count]
            : [.. values.Select(value => SquareRoot.Of(10_000 * value / most))];
    }
}
