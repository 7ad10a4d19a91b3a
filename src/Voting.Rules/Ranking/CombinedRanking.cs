using Voting.Rules.Panel;

namespace Voting.Rules.Ranking;

/// <summary>
/// Votes and marks in, places out: S = publicWeight·P + expertWeight·E, exact, rounded once to 4 decimals half up
/// and compared so; equal scores are told apart by the policy's tie steps. Pure: the same input, in whatever order,
/// gives the same rows, for the server, the verifier and anyone with a pencil. The policy must be valid.
/// </summary>
public static class CombinedRanking
{
    /// <summary>
    /// Every group's rows, in the order of the groups: each group ranked alone, or all in one row of places,
    /// as the policy's scope says.
    /// </summary>
    /// <inheritdoc cref="Rank" path="/param"/>
    public static IReadOnlyList<GroupRanking> RankGroups(
        IReadOnlyList<RankingInput> groups, IReadOnlyList<Criterion> criteria, ScorePolicy policy,
        IReadOnlyList<int>? decisions = null, bool expertsRevealed = true)
    {
        if (policy.Scope == Scopes.Group)
            return [.. groups.Select(g => new GroupRanking(g.Group, Rank(g.Entries, criteria, policy, decisions, expertsRevealed)))];

        var all = Rank([.. groups.SelectMany(g => g.Entries)], criteria, policy, decisions, expertsRevealed);
        var groupOf = groups.SelectMany(g => g.Entries, (g, e) => (e.Number, g.Group)).ToDictionary(x => x.Number, x => x.Group);
        var rows = all.ToLookup(row => groupOf[row.Number]);
        return [.. groups.Select(g => new GroupRanking(g.Group, [.. rows[g.Group]]))];
    }

    /// <summary>Ranks these entries among themselves; rows by place, then number.</summary>
    /// <param name="entries">The entries, in any order.</param>
    /// <param name="criteria">The contest's criteria, in the order of the marks.</param>
    /// <param name="policy">A policy without problems.</param>
    /// <param name="decisions">
    /// Entry numbers in the order the panel decided. Among entries tied up to that step the named come first, in this
    /// order, and those not named stay tied.
    /// </param>
    /// <param name="expertsRevealed">False leaves the experts out altogether: S = publicWeight·P, no E, no step by marks.</param>
    public static IReadOnlyList<RankedEntry> Rank(
        IReadOnlyList<RankingEntry> entries, IReadOnlyList<Criterion> criteria, ScorePolicy policy,
        IReadOnlyList<int>? decisions = null, bool expertsRevealed = true)
    {
        var standings = Score(entries, new WeightedCriteria(criteria), policy, decisions ?? [], expertsRevealed);
        return Places.Assign(standings, policy.Ties);
    }

    private static Standing[] Score(
        IReadOnlyList<RankingEntry> entries, WeightedCriteria criteria, ScorePolicy policy,
        IReadOnlyList<int> decisions, bool expertsRevealed)
    {
        var publicWeight = Rational.Of(policy.PublicWeight);
        var expertWeight = Rational.Of(policy.ExpertWeight);
        var publicScores = PublicMethods.Score(policy.Public, [.. entries.Select(e => e.Votes)]);
        var panelScores = expertsRevealed
            ? PanelScore.Of([.. entries.Select(e => e.Marks)], criteria, policy.ExpertScale, policy.Expert)
            : new PanelScore[entries.Count];
        var decided = decisions.Distinct().Index().ToDictionary(d => d.Item, d => d.Index);

        var standings = new Standing[entries.Count];
        for (var i = 0; i < standings.Length; i++)
        {
            var entry = entries[i];
            var score = (publicWeight * publicScores[i]) + (expertWeight * (panelScores[i].Expert ?? Rational.Zero));
            var place = decided.GetValueOrDefault(entry.Number, int.MaxValue);
            standings[i] = new(entry.Number, entry.Votes, publicScores[i], panelScores[i], score, place);
        }

        return standings;
    }
}
