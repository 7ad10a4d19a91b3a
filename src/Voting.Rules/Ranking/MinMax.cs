namespace Voting.Rules.Ranking;

/// <summary>
/// "minmax", of votes and of an expert's totals: 100·(v-min)/(max-min), so the largest is 100 and the smallest 0.
/// All equal, or a single one: 50, the middle.
/// </summary>
public static class MinMax
{
    private static readonly Rational Middle = 50;

    public static IReadOnlyList<Rational> Of(IReadOnlyList<Rational> values)
    {
        var (least, most) = (values.DefaultIfEmpty().Min(), values.DefaultIfEmpty().Max());
        return least == most
            ? [.. values.Select(_ => Middle)]
            : [.. values.Select(value => 100 * (value - least) / (most - least))];
    }
}
