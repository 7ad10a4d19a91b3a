using System.Numerics;

namespace Voting.Rules.Ranking;

/// <summary>
/// Natural logarithms of whole numbers with whole numbers only: the same digits on every machine.
/// For m·2^k with m in [1, 2): ln = k·ln 2 + 2·artanh((m-1)/(m+1)), artanh z = z + z³/3 + z⁵/5 + …, with
/// <see cref="GuardDecimals"/> decimals more than are kept.
/// </summary>
public static class NaturalLogarithm
{
    public const int Decimals = 30;

    private const int GuardDecimals = 10;

    private static readonly BigInteger Unit = BigInteger.Pow(10, Decimals + GuardDecimals);
    private static readonly BigInteger Guard = BigInteger.Pow(10, GuardDecimals);
    private static readonly BigInteger LnTwo = TwiceArtanh(Unit / 3);

    /// <summary>ln of a number from 1, rounded to <see cref="Decimals"/> decimals, half up.</summary>
    public static Rational Of(BigInteger number)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, BigInteger.One);
        var halvings = (int)number.GetBitLength() - 1;
        var power = BigInteger.One << halvings;
        var ln = (halvings * LnTwo) + TwiceArtanh(Unit * (number - power) / (number + power));
        return new((ln + (Guard / 2)) / Guard, Unit / Guard);
    }

    /// <param name="z">In units, 0 to a third of one: each term is less than a ninth of the one before.</param>
    private static BigInteger TwiceArtanh(BigInteger z)
    {
        var (sum, square) = (BigInteger.Zero, z * z / Unit);
        for (var (power, odd) = (z, 1); !power.IsZero; power = power * square / Unit, odd += 2)
            sum += power / odd;

        return 2 * sum;
    }
}
