namespace Voting.Rules.Ranking;

/// <summary>
/// How many standard deviations each value lies above the mean: z = (v-μ)/σ, with σ over all of them (divided by n),
/// rounded once to <see cref="SquareRoot.Decimals"/> decimals, half away from zero. All equal, or a single one: 0.
/// </summary>
public static class StandardScores
{
    public static IReadOnlyList<Rational> Of(IReadOnlyList<Rational> values)
    {
        var (sum, squares) = (Rational.Zero, Rational.Zero);
        foreach (var value in values)
            (sum, squares) = (sum + value, squares + (value * value));

        // n²σ² = n·Σv² - (Σv)² and n·(v-μ) = n·v - Σv, so z² is a fraction and only z is rounded.
        var spread = (values.Count * squares) - (sum * sum);
        return spread == 0
            ? new Rational[values.Count]
            : [.. values.Select(value => Standard((values.Count * value) - sum, spread))];
    }

    private static Rational Standard(Rational distance, Rational spread)
    {
        var size = SquareRoot.Of(distance * distance / spread);
        return distance < 0 ? -size : size;
    }
}
