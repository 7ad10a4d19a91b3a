using Voting.Rules.Ranking;

namespace Voting.Rules.Tests.Ranking;

public sealed class ScopeTests
{
    private static readonly RankingInput[] Groups =
    [
        new("village", [Given.Entry(1, 400, 50), Given.Entry(2, 100, 50)]),
        new("person", [Given.Entry(3, 200, 50), Given.Entry(4, 40, 50)]),
    ];

    [Fact]
    public void In_scope_group_each_group_has_its_own_maximum_and_places()
    {
        // village: P = 100 and 25, S = 80+10 and 20+10; person: P = 100 and 20, S = 80+10 and 16+10
        var ranked = Rank("group");

        Assert.Equal([(1, 1, 90m), (2, 2, 30m)], ranked[0].Rows.Select(Short));
        Assert.Equal([(3, 1, 90m), (4, 2, 26m)], ranked[1].Rows.Select(Short));
    }

    [Fact]
    public void In_scope_contest_one_maximum_and_one_row_of_places_hold_for_all()
    {
        // max(v) = 400: P = 100, 25, 50, 10; S = 90, 30, 50, 18; the rows stand under their groups
        var ranked = Rank("contest");

        Assert.Equal([(1, 1, 90m), (2, 3, 30m)], ranked[0].Rows.Select(Short));
        Assert.Equal([(3, 2, 50m), (4, 4, 18m)], ranked[1].Rows.Select(Short));
    }

    [Theory]
    [InlineData("group")]
    [InlineData("contest")]
    public void Groups_keep_their_order_and_an_empty_one_stays(string scope)
    {
        var ranked = CombinedRanking.RankGroups(
            [Groups[1], new("project", []), Groups[0]], Given.OneCriterion, new ScorePolicy { Scope = scope });

        Assert.Equal(["person", "project", "village"], ranked.Select(g => g.Group));
        Assert.Empty(ranked[1].Rows);
    }

    private static IReadOnlyList<GroupRanking> Rank(string scope) =>
        CombinedRanking.RankGroups(Groups, Given.OneCriterion, new ScorePolicy { Scope = scope });

    private static (int Number, int Rank, decimal Score) Short(RankedEntry row) => (row.Number, row.Rank, row.ScoreShown);
}
