using System.Numerics;

namespace Voting.Rules.Ranking;

/// <summary>
/// "rank", of votes and of an expert's totals: 100·(n-r)/(n-1) for place r of n, from 100 down to 0 in equal steps.
/// Equal values share the middle of the places they take (two on 2 and 3 are both 2.5). All equal, or a single
/// one: 50, the middle.
/// </summary>
public static class RankPoints
{
    private static readonly Rational Middle = 50;

    public static IReadOnlyList<Rational> Of(IReadOnlyList<Rational> values)
    {
        var points = new Rational[values.Count];
        var byPlace = Enumerable.Range(0, values.Count).OrderByDescending(i => values[i]).ToArray();
        for (var (first, next) = (0, 0); first < byPlace.Length; first = next)
        {
            while (next < byPlace.Length && values[byPlace[next]] == values[byPlace[first]])
                next++;

            // Places first+1 to next: their middle r is (first + 1 + next) / 2.
            var ofThese = byPlace.Length == 1
                ? Middle
                : new Rational(50 * ((2 * (BigInteger)byPlace.Length) - first - 1 - next), byPlace.Length - 1);
            foreach (var i in byPlace.AsSpan(first..next))
                points[i] = ofThese;
        }

        return points;
    }
}
