namespace Voting.Rules.Ranking;

/// <summary>
/// "tscore", of votes and of an expert's totals: 50 + 10·z, with z of <see cref="StandardScores"/>. All equal, or a single
/// one: 50. Most lie between 20 and 80, but the scale has no ends: of 154 entries one far ahead may have 170.
/// </summary>
public static class TScores
{
    public static IReadOnlyList<Rational> Of(IReadOnlyList<Rational> values) =>
        [.. StandardScores.Of(values).Select(z => 50 + (10 * z))];
}
