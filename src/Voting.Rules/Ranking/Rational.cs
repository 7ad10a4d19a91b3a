using System.Globalization;
using System.Numerics;

namespace Voting.Rules.Ranking;

/// <summary>
/// An exact fraction of two whole numbers; scores stay fractions until they are rounded once.
/// It is reduced only when it grows long: sums over one common denominator then cost no gcd.
/// </summary>
public readonly struct Rational : IComparable<Rational>, IEquatable<Rational>
{
    private const int ReduceAboveBits = 128;

    private readonly BigInteger _numerator;

    // Positive, or 0 in default(Rational), which reads as 0/1.
    private readonly BigInteger _denominator;

    /// <summary>numerator / denominator, whatever the signs; a zero denominator throws.</summary>
    public Rational(BigInteger numerator, BigInteger denominator)
    {
        if (denominator.IsZero)
            throw new DivideByZeroException("A fraction needs a denominator other than 0.");

        if (denominator.Sign < 0)
            (numerator, denominator) = (-numerator, -denominator);

        (_numerator, _denominator) = denominator.GetBitLength() > ReduceAboveBits
            ? Reduce(numerator, denominator)
            : (numerator, denominator);
    }

    public static Rational Zero => default;

    /// <summary>Of the fraction as it stands, which need not be in lowest terms.</summary>
    internal BigInteger Numerator => _numerator;

    internal BigInteger Denominator => _denominator.IsZero ? BigInteger.One : _denominator;

    public static implicit operator Rational(long whole) => new(whole, BigInteger.One);

    public static Rational operator +(Rational a, Rational b) => a.Denominator == b.Denominator
        ? new(a._numerator + b._numerator, a.Denominator)
        : new((a._numerator * b.Denominator) + (b._numerator * a.Denominator), a.Denominator * b.Denominator);

    public static Rational operator -(Rational a) => new(-a._numerator, a.Denominator);

    public static Rational operator -(Rational a, Rational b) => a + -b;

    public static Rational operator *(Rational a, Rational b) =>
        new(a._numerator * b._numerator, a.Denominator * b.Denominator);

    public static Rational operator /(Rational a, Rational b) =>
        new(a._numerator * b.Denominator, a.Denominator * b._numerator);

    public static bool operator ==(Rational a, Rational b) => a.CompareTo(b) == 0;

    public static bool operator !=(Rational a, Rational b) => a.CompareTo(b) != 0;

    public static bool operator <(Rational a, Rational b) => a.CompareTo(b) < 0;

    public static bool operator >(Rational a, Rational b) => a.CompareTo(b) > 0;

    public static bool operator <=(Rational a, Rational b) => a.CompareTo(b) <= 0;

    public static bool operator >=(Rational a, Rational b) => a.CompareTo(b) >= 0;

    /// <summary>The exact value of a decimal: 0.8 is 8/10, never a neighbour of it.</summary>
    public static Rational Of(decimal value)
    {
        var scale = value.Scale;
        var bits = decimal.GetBits(value);
        var digits = new BigInteger(new decimal(bits[0], bits[1], bits[2], decimal.IsNegative(value), 0));
        return new(digits, BigInteger.Pow(10, scale));
    }

    /// <summary>
    /// Rounded to so many decimals (0-28), half away from zero: 0.00005 is 0.0001 at 4, -0.00005 is -0.0001.
    /// The decimal keeps its places: 12.5 at 2 prints as 12.50.
    /// </summary>
    public decimal Round(int decimals)
    {
        var doubled = 2 * BigInteger.Abs(_numerator) * BigInteger.Pow(10, decimals);
        var digits = (decimal)((doubled + Denominator) / (2 * Denominator));
        var bits = decimal.GetBits(digits);
        return new decimal(bits[0], bits[1], bits[2], _numerator.Sign < 0 && digits != 0, (byte)decimals);
    }

    public int CompareTo(Rational other) => Denominator == other.Denominator
        ? _numerator.CompareTo(other._numerator)
        : (_numerator * other.Denominator).CompareTo(other._numerator * Denominator);

    public bool Equals(Rational other) => CompareTo(other) == 0;

    public override bool Equals(object? obj) => obj is Rational other && Equals(other);

    public override int GetHashCode() => Reduce(_numerator, Denominator).GetHashCode();

    /// <summary>In lowest terms, "80" or "250/3".</summary>
    public override string ToString()
    {
        var (numerator, denominator) = Reduce(_numerator, Denominator);
        return denominator.IsOne
            ? numerator.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{numerator}/{denominator}");
    }

    private static (BigInteger Numerator, BigInteger Denominator) Reduce(BigInteger numerator, BigInteger denominator)
    {
        var divisor = BigInteger.GreatestCommonDivisor(numerator, denominator);
        return divisor.IsOne ? (numerator, denominator) : (numerator / divisor, denominator / divisor);
    }
}
