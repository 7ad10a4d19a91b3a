using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Voting.Rules.Ranking;

namespace Voting.Rules.Tests.Ranking;

public sealed class SquareRootTests
{
    private static readonly Arbitrary<BigInteger> AnyWhole = (
        from bytes in Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf()
        select new BigInteger(bytes, isUnsigned: true)).ToArbitrary();

    [Theory]
    [InlineData(0, 1, "0")]
    [InlineData(144, 1, "12")]
    [InlineData(9, 16, "0.75")]
    [InlineData(2, 1, "1.414213562373")] // 1.414213562373095…
    [InlineData(3, 1, "1.732050807569")] // 1.7320508075688772…, up
    [InlineData(1, 2, "0.707106781187")] // 0.7071067811865475…, up
    public void A_root_has_twelve_decimals_rounded_half_up(long numerator, long denominator, string root) =>
        Assert.Equal(Rational.Of(decimal.Parse(root, System.Globalization.CultureInfo.InvariantCulture)), SquareRoot.Of(new Rational(numerator, denominator)));

    [Fact]
    public void Exactly_half_of_the_last_decimal_goes_up()
    {
        // (5·10^-13)² = 25·10^-26: the root is half of 10^-12
        Assert.Equal(new Rational(1, BigInteger.Pow(10, 12)), SquareRoot.Of(new Rational(25, BigInteger.Pow(10, 26))));
        Assert.Equal(0, SquareRoot.Of(new Rational(24, BigInteger.Pow(10, 26))));
    }

    [Fact]
    public void The_whole_root_is_the_largest_whose_square_is_not_above() =>
        Prop.ForAll(AnyWhole, square =>
        {
            var root = SquareRoot.Floor(square);
            return root * root <= square && (root + 1) * (root + 1) > square;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Squares_and_their_neighbours_are_told_apart() =>
        Prop.ForAll(AnyWhole, root =>
            SquareRoot.Floor(root * root) == root && (root.IsZero || SquareRoot.Floor((root * root) - 1) == root - 1))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Below_zero_there_is_no_root() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SquareRoot.Floor(-1));
}
