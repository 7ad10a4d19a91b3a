using System.Numerics;

namespace Voting.Rules.Ranking;

/// <summary>
/// Public method "max": P = 100·v/max(v), the formula of the published rules this follows
/// (most votes = 100, 150 of 200 thousand = 75). No votes at all: every P is 0. A lone entry with votes has 100.
/// </summary>
public static class RatioToMax
{
    public static IReadOnlyList<Rational> Of(IReadOnlyList<long> votes)
    {
        var most = votes.DefaultIfEmpty().Max();
        return most == 0
            ? new Rational[votes.Count]
            : [.. votes.Select(v => new Rational(100 * (BigInteger)v, most))];
    }
}
