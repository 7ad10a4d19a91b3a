using Voting.Rules.Panel;
using Voting.Rules.Ranking;

namespace Voting.Rules.Analysis;

/// <summary>All that a contest's places are made of, so that one thing of it can be changed and the places seen again.</summary>
/// <param name="Groups">Every group with its entries, their valid votes and revealed marks.</param>
/// <param name="Policy">A policy without problems.</param>
/// <param name="Decisions">Entry numbers as the panel decided, as for <see cref="CombinedRanking"/>.</param>
public sealed record CountedContest(
    IReadOnlyList<RankingInput> Groups, IReadOnlyList<Criterion> Criteria, ScorePolicy Policy, IReadOnlyList<int>? Decisions = null)
{
    public IReadOnlyList<GroupRanking> Rank() =>
        CombinedRanking.RankGroups(Groups, Criteria, Policy, Decisions, Groups.Any(group => group.Entries.Any(e => e.Marks.Count > 0)));

    public CountedContest WithPolicy(ScorePolicy policy) => this with { Policy = policy };

    /// <summary>The same contest with each entry as <paramref name="change"/> makes it.</summary>
    public CountedContest WithEntries(Func<RankingEntry, RankingEntry> change) =>
        this with { Groups = [.. Groups.Select(group => group with { Entries = [.. group.Entries.Select(change)] })] };
}
