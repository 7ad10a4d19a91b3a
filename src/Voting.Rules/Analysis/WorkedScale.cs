using System.Numerics;
using Voting.Rules.Ranking;

namespace Voting.Rules.Analysis;

/// <summary>
/// The arithmetic of one value among others, written out: signs, digits, <c>√</c> and <c>ln</c> only, the same in every language.
/// Of the votes of an entry, or of one expert's totals. The names are those of <see cref="PublicMethods"/> and ExpertScales.
/// </summary>
public static class WorkedScale
{
    /// <param name="values">All values in scope, <paramref name="own"/> among them.</param>
    /// <returns>A term that gives the score; null where there is nothing to compute and the score just is what the rules say.</returns>
    public static string? Of(string method, IReadOnlyList<Rational> values, Rational own)
    {
        var (least, most) = (values.Min(), values.Max());
        var sum = values.Aggregate(Rational.Zero, (total, value) => total + value);
        return method switch
        {
            "max" when most != 0 => $"100 × {N(own)} ÷ {N(most)}",
            "share" when sum != 0 => $"100 × {N(own)} ÷ {N(sum)}",
            "sqrt" when most != 0 => $"100 × √({N(own)} ÷ {N(most)})",
            "log" when most != 0 => $"100 × ln({N(own + 1)}) ÷ ln({N(most + 1)})",
            "minmax" when least != most => $"100 × ({N(own)} − {N(least)}) ÷ ({N(most)} − {N(least)})",
            "rank" when least != most => $"100 × ({N(values.Count)} − {N(PlaceOf(values, own))}) ÷ ({N(values.Count)} − 1)",
            "tscore" when least != most => $"50 + 10 × {Standard(values, own)}",
            _ => null,
        };
    }

    /// <summary>How many standard deviations a value lies above the mean; null where all are equal.</summary>
    public static string? StandardOf(IReadOnlyList<Rational> values, Rational own) =>
        values.Min() == values.Max() ? null : Standard(values, own);

    /// <summary>The middle of the places that this value takes.</summary>
    public static Rational PlaceOf(IReadOnlyList<Rational> values, Rational own) =>
        new(2 * (BigInteger)values.Count(value => value > own) + values.Count(value => value == own) + 1, 2);

    private static string Standard(IReadOnlyList<Rational> values, Rational own)
    {
        var mean = values.Aggregate(Rational.Zero, (total, value) => total + value) / values.Count;
        var variance = values.Aggregate(Rational.Zero, (total, value) => total + ((value - mean) * (value - mean))) / values.Count;
        return $"({N(own)} − {N(mean)}) ÷ {N(SquareRoot.Of(variance))}";
    }

    private static string N(Rational value) => WorkedNumber.Of(value);
}
