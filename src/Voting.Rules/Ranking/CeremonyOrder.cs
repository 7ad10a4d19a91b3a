namespace Voting.Rules.Ranking;

/// <summary>One place that a ceremony reveals.</summary>
public sealed record CeremonyStep(string Group, int Number, int Place);

/// <summary>The order in which a ceremony reveals awards: group after group, each from its last award up to the first place.</summary>
public static class CeremonyOrder
{
    /// <param name="ranking">The places that will be published.</param>
    /// <param name="awards">By group: so many places win an award; entries that share the last of them all do.</param>
    public static IReadOnlyList<CeremonyStep> Of(IReadOnlyList<GroupRanking> ranking, IReadOnlyDictionary<string, int> awards) =>
    [
        .. ranking.SelectMany(group => group.Rows
            .Where(row => row.Rank <= awards[group.Group])
            .OrderByDescending(row => row.Rank).ThenByDescending(row => row.Number)
            .Select(row => new CeremonyStep(group.Group, row.Number, row.Rank))),
    ];
}
