using Voting.Rules.Panel;
using Voting.Rules.Ranking;
using Voting.Server.Contests;
using Voting.Server.Ranking;

namespace Voting.Server.Pages;

/// <summary>What one expert's sheet says of an entry, and what of it counts.</summary>
/// <param name="Number">From 1, in no order that tells who it is.</param>
/// <param name="Total">Weighted, 0-100.</param>
/// <param name="IsLeftOut">As the highest or the lowest total of five or more, by the trimmed mean.</param>
public sealed record WorkedSheet(int Number, IReadOnlyList<decimal> Marks, decimal Total, bool IsLeftOut);

/// <summary>How one entry came to its score and place, step by step; every figure as the ranking had it.</summary>
/// <param name="HighestVotes">Of the entries it is ranked among.</param>
public sealed record WorkedResult(
    Contest Contest, Entry Entry, RankedEntry Row, long HighestVotes, int Among, IReadOnlyList<WorkedSheet> Sheets)
{
    private const int ShownDecimals = 4;

    public bool IsAwarded => Row.Rank <= Contest.Groups.First(group => group.Code == Entry.Group).Awards;

    public decimal Public => Row.PublicScore.Round(ShownDecimals);

    public decimal? Expert => Row.ExpertScore?.Round(ShownDecimals);

    public static WorkedResult Of(
        Contest contest, Entry entry, IReadOnlyDictionary<int, long> votes, ILookup<int, ExpertMarks> marks)
    {
        var groups = ContestRanking.Of(contest, votes, marks);
        var own = groups.First(group => group.Group == entry.Group);
        var among = contest.Rules.Score.Scope == Scopes.Group ? own.Rows : [.. groups.SelectMany(group => group.Rows)];
        return new WorkedResult(
            contest, entry, own.Rows.First(row => row.Number == entry.Number), among.Max(row => row.Votes), among.Count,
            SheetsOf(contest, [.. marks[entry.Number]]));
    }

    private static IReadOnlyList<WorkedSheet> SheetsOf(Contest contest, IReadOnlyList<ExpertMarks> marks)
    {
        if (marks.Count == 0)
            return [];
        var criteria = new WeightedCriteria(contest.Criteria);
        var totals = marks.Select(criteria.Total).ToList();
        var leftOut = new HashSet<int>();
        if (contest.Rules.Score.Expert == "trimmed" && totals.Count >= TrimmedMean.TrimsFrom)
            leftOut = [totals.IndexOf(totals.Max()), totals.LastIndexOf(totals.Min())];
        return
        [
            .. marks.Select((sheet, i) => new WorkedSheet(
                i + 1, [.. sheet.MilliMarks.Select(mark => mark / 1000m)], totals[i].Round(ShownDecimals), leftOut.Contains(i))),
        ];
    }
}
