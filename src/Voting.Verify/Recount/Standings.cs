using Voting.Rules.Ranking;

namespace Voting.Verify.Recount;

/// <summary>Places as the log and the sealed rules give them, with the exact arithmetic of the rules.</summary>
public static class Standings
{
    public static IReadOnlyList<GroupRanking> Of(Replay replay)
    {
        var course = replay.Course;
        var (rules, entries, marks) = (course.Rules[^1], course.Entries, replay.Sheets.Marks());
        var groups = rules.Groups.Select(group => new RankingInput(
            group.Code,
            [
                .. entries.Numbers.Where(number => entries.GroupOf(number) == group.Code && !replay.Withdrawn.Contains(number))
                    .Select(number => new RankingEntry(number, replay.Votes.GetValueOrDefault(number), [.. marks[number]])),
            ]));
        return CombinedRanking.RankGroups([.. groups], rules.Criteria, rules.Score, rules.TieDecision, expertsRevealed: marks.Count > 0);
    }
}
