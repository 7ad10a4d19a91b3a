using System.Numerics;

namespace Voting.Rules.Ranking;

/// <summary>
/// "log": 100·ln(1+v)/ln(1+max(v)) of whole votes. Both logarithms are taken at <see cref="NaturalLogarithm.Decimals"/>
/// decimals, their ratio is rounded once to <see cref="Decimals"/>. Where the largest is 0, all are 0.
/// </summary>
public static class RatioOfLogarithms
{
    public const int Decimals = 12;

    public static IReadOnlyList<Rational> Of(IReadOnlyList<long> votes)
    {
        var most = votes.DefaultIfEmpty().Max();
        if (most == 0)
            return new Rational[votes.Count];

        var largest = NaturalLogarithm.Of(BigInteger.One + most);
        return [.. votes.Select(v => Rational.Of((100 * NaturalLogarithm.Of(BigInteger.One + v) / largest).Round(Decimals)))];
    }
}
