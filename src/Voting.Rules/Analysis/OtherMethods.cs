using Voting.Rules.Panel;
using Voting.Rules.Ranking;

namespace Voting.Rules.Analysis;

/// <summary>The places under another method than the sealed one, everything else as it is.</summary>
/// <param name="Option">The policy's member: "public", "expert" or "expertScale".</param>
/// <param name="Name">The other method's name.</param>
public sealed record OtherMethod(
    string Option, string Name, IReadOnlyList<GroupRanking> Ranking, IReadOnlyList<PlaceChange> Changes);

/// <summary>How much the places depend on the choice of method: each other one tried, one at a time.</summary>
public static class OtherMethods
{
    /// <summary>Public methods, then expert methods, then expert scales, each in the order in which they are known.</summary>
    public static IReadOnlyList<OtherMethod> Of(CountedContest contest)
    {
        var present = contest.Rank();
        return [.. Policies(contest.Policy).Select(other => Try(contest, present, other.Option, other.Name, other.Policy))];
    }

    private static IEnumerable<(string Option, string Name, ScorePolicy Policy)> Policies(ScorePolicy policy) =>
    [
        .. PublicMethods.Known.Where(name => name != policy.Public).Select(name => ("public", name, policy with { Public = name })),
        .. ExpertMethods.Known.Where(name => name != policy.Expert).Select(name => ("expert", name, policy with { Expert = name })),
        .. ExpertScales.Known.Where(name => name != policy.ExpertScale).Select(name => ("expertScale", name, policy with { ExpertScale = name })),
    ];

    private static OtherMethod Try(
        CountedContest contest, IReadOnlyList<GroupRanking> present, string option, string name, ScorePolicy policy)
    {
        var ranking = contest.WithPolicy(policy).Rank();
        return new(option, name, ranking, PlaceChange.Between(present, ranking));
    }
}
