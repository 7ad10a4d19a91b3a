namespace Voting.Rules.Ranking;

/// <summary>
/// "max", of votes and of an expert's totals: 100·v/max(v), the formula of the published rules this follows
/// (most votes = 100, 150 of 200 thousand = 75). Where the largest is 0, all are 0.
/// </summary>
public static class RatioToMax
{
    public static IReadOnlyList<Rational> Of(IReadOnlyList<Rational> values)
    {
        var most = values.DefaultIfEmpty().Max();
        return most == 0
            ? new Rational[values.Count]
            : [.. values.Select(value => 100 * value / most)];
    }
}
