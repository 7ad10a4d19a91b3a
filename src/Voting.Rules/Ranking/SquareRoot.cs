using System.Numerics;

namespace Voting.Rules.Ranking;

/// <summary>Square roots with whole numbers only: the same digits on every machine.</summary>
public static class SquareRoot
{
    public const int Decimals = 12;

    private static readonly BigInteger Scale = BigInteger.Pow(10, Decimals);

    /// <summary>The root of a fraction of 0 or more, rounded to <see cref="Decimals"/> decimals, half up.</summary>
    public static Rational Of(Rational square)
    {
        // ⌊√x·scale + ½⌋ = ⌊(⌊√(4·x·scale²)⌋ + 1) / 2⌋
        var doubled = Floor(4 * Scale * Scale * square.Numerator / square.Denominator);
        return new((doubled + 1) / 2, Scale);
    }

    /// <summary>The largest whole number whose square is not above <paramref name="square"/>, by Newton's steps from above.</summary>
    public static BigInteger Floor(BigInteger square)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(square);
        if (square.IsZero)
            return BigInteger.Zero;

        var root = BigInteger.One << (int)((square.GetBitLength() + 1) / 2);
        while ((root + (square / root)) / 2 is var next && next < root)
            root = next;

        return root;
    }
}
