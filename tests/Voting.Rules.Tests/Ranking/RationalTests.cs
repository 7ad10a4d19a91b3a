using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Voting.Rules.Ranking;

namespace Voting.Rules.Tests.Ranking;

public sealed class RationalTests
{
    private static readonly Arbitrary<Rational> AnyRational = (
        from numerator in Gen.Choose(-2_000_000, 2_000_000)
        from denominator in Gen.Choose(1, 2_000_000)
        select new Rational(numerator, denominator)).ToArbitrary();

    [Fact]
    public void Thirds_add_up_to_exactly_one()
    {
        var third = new Rational(1, 3);

        Assert.Equal((Rational)1, third + third + third);
    }

    [Fact]
    public void A_fraction_prints_in_lowest_terms_with_the_sign_above()
    {
        Assert.Equal("-2/3", new Rational(4, -6).ToString());
        Assert.Equal("5", new Rational(10, 2).ToString());
        Assert.Equal("0", default(Rational).ToString());
    }

    [Fact]
    public void Equal_fractions_have_equal_hash_codes() =>
        Assert.Equal(new Rational(1, 2).GetHashCode(), new Rational(50, 100).GetHashCode());

    [Fact]
    public void The_default_value_is_zero_and_counts_like_one()
    {
        Assert.Equal(new Rational(0, 7), default);
        Assert.Equal(new Rational(3, 4), default(Rational) + new Rational(3, 4));
    }

    [Fact]
    public void A_zero_denominator_is_refused()
    {
        Assert.Throws<DivideByZeroException>(() => new Rational(1, 0));
        Assert.Throws<DivideByZeroException>(() => (Rational)1 / 0);
    }

    [Theory]
    [InlineData(1, 20_000, "0.0001")] // 0.00005, exactly half: up
    [InlineData(3, 20_000, "0.0002")] // 0.00015: up as well, where half-even would agree by chance
    [InlineData(5, 20_000, "0.0003")] // 0.00025: half-even would say 0.0002
    [InlineData(-1, 20_000, "-0.0001")] // half goes away from zero
    [InlineData(4_999_999, 100_000_000_000, "0.0000")] // 0.00004999999
    [InlineData(-1, 1_000_000, "0.0000")] // no negative zero
    [InlineData(2, 3, "0.6667")]
    [InlineData(100, 1, "100.0000")]
    public void Rounding_to_four_decimals_is_half_away_from_zero(long numerator, long denominator, string expected) =>
        Assert.Equal(expected, new Rational(numerator, denominator).Round(4).ToString(System.Globalization.CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("0.8", "4/5")]
    [InlineData("0.80", "4/5")]
    [InlineData("-12.345", "-2469/200")]
    [InlineData("79228162514264337593543950335", "79228162514264337593543950335")]
    public void A_decimal_becomes_its_exact_value(string text, string expected) =>
        Assert.Equal(expected, Rational.Of(decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture)).ToString());

    [Fact]
    public void Long_chains_stay_exact()
    {
        // 1/1·2 + 1/2·3 + ... + 1/200·201 = 1 - 1/201
        var sum = Enumerable.Range(1, 200).Aggregate(Rational.Zero, (s, k) => s + new Rational(1, k * (k + 1)));

        Assert.Equal(new Rational(200, 201), sum);
    }

    [Fact]
    public void What_is_added_can_be_taken_away_and_what_is_multiplied_divided_again() =>
        Prop.ForAll(AnyRational, AnyRational, (a, b) =>
            a + b - b == a && (b == 0 || a * b / b == a) && a - b == -(b - a)).QuickCheckThrowOnFailure();

    [Fact]
    public void Order_agrees_with_the_sign_of_the_difference() =>
        Prop.ForAll(AnyRational, AnyRational, (a, b) =>
            (a < b) == (a - b < 0) && (a > b) == (b < a) && (a <= b) == !(a > b) && a.CompareTo(b) == -b.CompareTo(a))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Rounding_is_never_further_off_than_half_a_unit() =>
        Prop.ForAll(AnyRational, Gen.Choose(0, 6).ToArbitrary(), (a, decimals) =>
        {
            var off = a - Rational.Of(a.Round(decimals));
            var half = new Rational(1, 2 * BigInteger.Pow(10, decimals));
            return off <= half && off >= -half;
        }).QuickCheckThrowOnFailure();
}
