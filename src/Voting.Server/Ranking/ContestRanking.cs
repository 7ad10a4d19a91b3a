using Voting.Rules.Analysis;
using Voting.Rules.Panel;
using Voting.Rules.Ranking;
using Voting.Server.Contests;

namespace Voting.Server.Ranking;

/// <summary>A contest's shortlist ranked by its sealed rules: the same for the board and for the published result.</summary>
public static class ContestRanking
{
    /// <param name="marks">Revealed marks by entry; none leave the experts out.</param>
    public static IReadOnlyList<GroupRanking> Of(
        Contest contest, IReadOnlyDictionary<int, long> votes, ILookup<int, ExpertMarks> marks) =>
        Counted(contest, votes, marks).Rank();

    /// <summary>All that the places are made of.</summary>
    public static CountedContest Counted(
        Contest contest, IReadOnlyDictionary<int, long> votes, ILookup<int, ExpertMarks> marks) => new(
            [
                .. contest.Groups.Select(group => new RankingInput(
                    group.Code,
                    [
                        .. contest.Competing.Where(entry => entry.Group == group.Code).Select(entry => new RankingEntry(
                            entry.Number, votes.GetValueOrDefault(entry.Number), [.. marks[entry.Number]])),
                    ])),
            ],
            contest.Criteria, contest.Rules.Score, contest.Rules.TieDecision);
}
