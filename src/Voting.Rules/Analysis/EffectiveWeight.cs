using Voting.Rules.Ranking;

namespace Voting.Rules.Analysis;

/// <summary>
/// What the public's weight comes to: σ(w·P) / (σ(w·P) + σ(w·E)), the standard deviations over the entries that are ranked
/// together and have an E. A side whose scores lie close together moves few places, whatever its weight says.
/// </summary>
/// <param name="Group">The award group; null where the whole contest is ranked as one.</param>
/// <param name="Nominal">The public's weight in the policy, 0..1.</param>
/// <param name="Public">
/// The public's effective share, 0..1, rounded to 4 decimals; the experts have the rest. Null where there is nothing to
/// compare: fewer than two entries with an E, or no spread on either side.
/// </param>
public sealed record EffectiveWeight(string? Group, decimal Nominal, decimal? Public)
{
    /// <summary>Farther from the nominal weight than this is worth a warning: ten points of a hundred.</summary>
    public const decimal Tolerance = 0.10m;

    private const int Decimals = 4;

    public decimal? Expert => 1 - Public;

    public bool Warns => Public is { } share && Math.Abs(share - Nominal) > Tolerance;

    /// <summary>One for each group, or one for the contest, as the policy's scope says.</summary>
    public static IReadOnlyList<EffectiveWeight> Of(IReadOnlyList<GroupRanking> ranked, ScorePolicy policy) =>
        policy.Scope == Scopes.Group
            ? [.. ranked.Select(group => Of(group.Group, group.Rows, policy))]
            : [Of(null, ranked.SelectMany(group => group.Rows), policy)];

    private static EffectiveWeight Of(string? group, IEnumerable<RankedEntry> rows, ScorePolicy policy)
    {
        var marked = rows.Where(row => row.ExpertScore is not null).ToList();
        var ofPublic = Rational.Of(policy.PublicWeight) * Deviation([.. marked.Select(row => row.PublicScore)]);
        var ofExperts = Rational.Of(policy.ExpertWeight) * Deviation([.. marked.Select(row => row.ExpertScore!.Value)]);
        var both = ofPublic + ofExperts;
        return new(group, policy.PublicWeight, both == 0 ? null : (ofPublic / both).Round(Decimals));
    }

    /// <summary>n·σ: the number of entries is the same on both sides and falls out of the share.</summary>
    private static Rational Deviation(IReadOnlyList<Rational> scores)
    {
        var (sum, squares) = (Rational.Zero, Rational.Zero);
        foreach (var score in scores)
            (sum, squares) = (sum + score, squares + (score * score));

        return SquareRoot.Of((scores.Count * squares) - (sum * sum));
    }
}
