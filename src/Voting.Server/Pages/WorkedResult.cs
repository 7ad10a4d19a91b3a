using Voting.Rules.Analysis;
using Voting.Rules.Panel;
using Voting.Rules.Ranking;
using Voting.Server.Contests;
using Voting.Server.Ranking;

namespace Voting.Server.Pages;

/// <summary>How one entry came to its score and place, step by step; every figure as the ranking had it.</summary>
/// <param name="Panel">Null where nobody marked it.</param>
public sealed record WorkedResult(Contest Contest, Entry Entry, RankedEntry Row, IReadOnlyList<long> Votes, WorkedPublic Public, WorkedPanel? Panel)
{
    public int Among => Votes.Count;

    public bool IsAwarded => Row.Rank <= Contest.Groups.First(group => group.Code == Entry.Group).Awards;

    public static WorkedResult Of(
        Contest contest, Entry entry, IReadOnlyDictionary<int, long> votes, ILookup<int, ExpertMarks> marks)
    {
        var groups = ContestRanking.Of(contest, votes, marks);
        var row = groups.SelectMany(group => group.Rows).First(row => row.Number == entry.Number);
        // Whoever it is scored and ranked among, in the order of the ranking.
        IReadOnlyList<RankedEntry> among =
        [
            .. groups.Where(group => contest.Rules.Score.Scope == Scopes.Contest || group.Group == entry.Group).SelectMany(group => group.Rows),
        ];
        long[] given = [.. among.Select(other => other.Votes)];
        return new WorkedResult(
            contest, entry, row, given, WorkedPublic.Of(contest.Rules.Score.Public, given, row.Votes), PanelOf(contest, among, row, marks));
    }

    private static WorkedPanel? PanelOf(
        Contest contest, IReadOnlyList<RankedEntry> among, RankedEntry row, ILookup<int, ExpertMarks> marks) =>
        contest.Criteria.Count == 0 || !marks.Contains(row.Number)
            ? null
            : WorkedPanel.Of(
                [.. among.Select(other => marks[other.Number].ToArray())], among.Index().First(other => other.Item == row).Index,
                contest.Criteria, contest.Rules.Score, row.ExpertNote);
}
