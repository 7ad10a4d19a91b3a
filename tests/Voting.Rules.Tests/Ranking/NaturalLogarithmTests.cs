using System.Numerics;
using Voting.Rules.Ranking;

namespace Voting.Rules.Tests.Ranking;

public sealed class NaturalLogarithmTests
{
    private static readonly BigInteger Unit = BigInteger.Pow(10, NaturalLogarithm.Decimals);

    /// <summary>Digits as any table or calculator of arbitrary length gives them.</summary>
    [Theory]
    [InlineData("1", "0")]
    [InlineData("2", "693147180559945309417232121458")]
    [InlineData("3", "1098612288668109691395245236923")]
    [InlineData("10", "2302585092994045684017991454684")]
    [InlineData("1000", "6907755278982137052053974364053")]
    [InlineData("1000001", "13815511557963774104441281811440")]
    [InlineData("9223372036854775808", "43668272375276554493285623651865")]
    public void A_logarithm_has_thirty_right_decimals(string number, string digits) =>
        Assert.Equal(new Rational(BigInteger.Parse(digits, System.Globalization.CultureInfo.InvariantCulture), Unit), NaturalLogarithm.Of(BigInteger.Parse(number, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void A_larger_number_has_a_larger_logarithm()
    {
        for (var n = 1; n < 3000; n++)
            Assert.True(NaturalLogarithm.Of(n) < NaturalLogarithm.Of(n + 1), $"{n}");
    }

    [Fact]
    public void The_logarithm_of_a_product_is_the_sum_but_for_the_last_decimal()
    {
        // Three roundings of at most half of 10^-30 each.
        for (var (a, b) = (1L, 7L); a < 1_000_000_000; (a, b) = (a * 3 + 1, b + 1000))
        {
            var off = NaturalLogarithm.Of((BigInteger)a * b) - NaturalLogarithm.Of(a) - NaturalLogarithm.Of(b);
            Assert.True(off >= new Rational(-2, Unit) && off <= new Rational(2, Unit), $"{a} · {b}");
        }
    }

    [Fact]
    public void Zero_has_no_logarithm() => Assert.Throws<ArgumentOutOfRangeException>(() => NaturalLogarithm.Of(0));
}
