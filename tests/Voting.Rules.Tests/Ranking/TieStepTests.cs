using Voting.Rules.Panel;
using Voting.Rules.Ranking;

namespace Voting.Rules.Tests.Ranking;

public sealed class TieStepTests
{
    [Fact]
    public void Equal_scores_go_to_the_entry_with_more_votes()
    {
        // 1: P = 90, E = 100: 72 + 20 = 92;   2: P = 100, E = 60: 80 + 12 = 92
        var rows = Given.Ranked(Given.Entry(1, 90, 100), Given.Entry(2, 100, 60));

        Assert.Equal([(2, 1, "votes"), (1, 2, "votes")], rows.Places());
    }

    [Fact]
    public void A_score_at_exactly_half_of_the_fourth_decimal_is_rounded_up_into_the_tie()
    {
        // max = 1600000: 80·1/1600000 = 0.00005 -> 0.0001; 80·2/1600000 = 0.0001: equal, so votes decide.
        var half = Given.Ranked(Given.Entry(1, 1_600_000), Given.Entry(2, 1), Given.Entry(3, 2));

        // max = 1600001: 80·1/1600001 = 0.0000499... -> 0.0000; 80·2/1600001 = 0.0000999... -> 0.0001: not equal.
        var below = Given.Ranked(Given.Entry(1, 1_600_001), Given.Entry(2, 1), Given.Entry(3, 2));

        Assert.Equal([(1, 1, null), (3, 2, "votes"), (2, 3, "votes")], half.Places());
        Assert.Equal([(1, 1, null), (3, 2, null), (2, 3, null)], below.Places());
    }

    [Fact]
    public void Equal_votes_go_to_the_exact_expert_score()
    {
        // Weights 1 and 999: a thousandth of a point in the light criterion is 0.000001 of E, 0.0000002 of S.
        Criterion[] criteria = [new("light", "轻", 100, 1), new("heavy", "重", 100, 999)];
        var rows = CombinedRanking.Rank(
            [Marked(1, [80_000, 80_000]), Marked(2, [80_001, 80_000])], criteria, ScorePolicy.Default);

        Assert.Equal([(2, 1, "expert"), (1, 2, "expert")], rows.Places());
        Assert.Equal(rows[0].ScoreCompared, rows[1].ScoreCompared);
    }

    [Fact]
    public void Equal_expert_scores_go_to_the_heaviest_criterion()
    {
        // weights 40/60: 1: 0.4·85 + 0.6·70 = 34 + 42 = 76;   2: 0.4·70 + 0.6·80 = 28 + 48 = 76
        Criterion[] criteria = [new("light", "轻", 100, 40), new("heavy", "重", 100, 60)];
        var rows = CombinedRanking.Rank(
            [Marked(1, [85_000, 70_000]), Marked(2, [70_000, 80_000])], criteria, ScorePolicy.Default);

        Assert.Equal([(2, 1, "criterion"), (1, 2, "criterion")], rows.Places());
    }

    [Fact]
    public void What_is_still_equal_goes_by_the_recorded_decision()
    {
        RankingEntry[] tied = [Given.Entry(1, 5, 80), Given.Entry(2, 5, 80), Given.Entry(3, 5, 80)];

        var all = CombinedRanking.Rank(tied, Given.OneCriterion, ScorePolicy.Default, [3, 1, 2]);
        var first = CombinedRanking.Rank(tied, Given.OneCriterion, ScorePolicy.Default, [2]);

        Assert.Equal([(3, 1, "decision"), (1, 2, "decision"), (2, 3, "decision")], all.Places());
        Assert.Equal([(2, 1, "decision"), (1, 2, "joint"), (3, 2, "joint")], first.Places());
    }

    [Fact]
    public void A_decision_never_overrules_votes()
    {
        var rows = CombinedRanking.Rank(
            [Given.Entry(1, 5, 80), Given.Entry(2, 4, 80)], Given.OneCriterion, ScorePolicy.Default, [2, 1]);

        Assert.Equal([(1, 1, null), (2, 2, null)], rows.Places());
    }

    [Fact]
    public void Joint_places_skip_the_next_and_stand_in_number_order()
    {
        var rows = Given.Ranked(Given.Entry(4, 1, 80), Given.Entry(3, 5, 80), Given.Entry(2, 5, 80), Given.Entry(1, 9, 80));

        Assert.Equal([(1, 1, null), (2, 2, "joint"), (3, 2, "joint"), (4, 4, null)], rows.Places());
    }

    [Fact]
    public void The_step_named_is_the_last_one_an_entry_needed()
    {
        // All S = 92. 1: P = 100, E = 60; 2 and 3: P = 90, E = 100, parted by the panel's decision.
        var rows = CombinedRanking.Rank(
            [Given.Entry(1, 100, 60), Given.Entry(2, 90, 100), Given.Entry(3, 90, 100)],
            Given.OneCriterion, ScorePolicy.Default, [3, 2]);

        Assert.Equal([(1, 1, "votes"), (3, 2, "decision"), (2, 3, "decision")], rows.Places());
    }

    [Fact]
    public void A_mark_of_zero_stands_above_no_mark_at_all()
    {
        var rows = Given.Ranked(Given.Entry(1, 5), Given.Entry(2, 5, 0));

        Assert.Equal([(2, 1, "expert"), (1, 2, "expert")], rows.Places());
    }

    [Fact]
    public void A_policy_may_order_the_steps_otherwise_or_leave_some_out()
    {
        // Both S = 92 as in the first example, but here the experts' word comes before the votes.
        RankingEntry[] tied = [Given.Entry(1, 90, 100), Given.Entry(2, 100, 60)];

        var experts = CombinedRanking.Rank(tied, Given.OneCriterion, new ScorePolicy { Ties = ["score", "expert", "votes", "joint"] });
        var none = CombinedRanking.Rank(tied, Given.OneCriterion, new ScorePolicy { Ties = ["score", "joint"] });

        Assert.Equal([(1, 1, "expert"), (2, 2, "expert")], experts.Places());
        Assert.Equal([(1, 1, "joint"), (2, 1, "joint")], none.Places());
    }

    private static RankingEntry Marked(int number, long[] milliMarks) => new(number, 10, [new ExpertMarks("x", milliMarks)]);
}
