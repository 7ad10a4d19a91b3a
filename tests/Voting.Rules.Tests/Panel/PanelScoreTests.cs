using Voting.Rules.Panel;
using Voting.Rules.Ranking;

namespace Voting.Rules.Tests.Panel;

public sealed class PanelScoreTests
{
    private static readonly WeightedCriteria OneCriterion = new([new Criterion("overall", "总体", 100, 1)]);

    [Fact]
    public void Four_experts_are_averaged_whole() =>
        Assert.Equal(new Rational(145, 2), Trimmed(50, 70, 80, 90)); // 290/4 = 72.5; trimmed it were 150/2 = 75

    [Fact]
    public void Of_five_the_highest_and_the_lowest_are_left_out() =>
        Assert.Equal(80, Trimmed(50, 70, 80, 90, 100)); // (70+80+90)/3; whole it were 390/5 = 78

    [Fact]
    public void Of_two_equal_highest_only_one_is_left_out() =>
        Assert.Equal(81, Trimmed(95, 60, 70, 75, 95, 80, 85)); // (95+70+75+80+85)/5 = 405/5

    [Fact]
    public void Five_equal_totals_stay_what_they_are() => Assert.Equal(88, Trimmed(88, 88, 88, 88, 88));

    [Fact]
    public void The_mean_method_trims_nobody() => Assert.Equal(78, Score("mean", 50, 70, 80, 90, 100).Expert); // 390/5

    [Fact]
    public void A_recused_expert_is_absent_not_zero()
    {
        Assert.Equal(80, Trimmed(90, 80, 70)); // 240/3; with a zero it were 60
        Assert.Equal(80, Trimmed(90, 50, 80, 100)); // 320/4: five experts, one recused, so nobody is trimmed (85)
    }

    [Fact]
    public void Nobody_marked_is_no_score()
    {
        var score = Score("trimmed");

        Assert.Null(score.Expert);
        Assert.Equal("needs-decision", score.Note);
        Assert.Null(Score("trimmed", 0).Note); // a mark of zero is a mark
    }

    [Fact]
    public void A_contest_without_criteria_has_no_panel() =>
        Assert.Equal(PanelScore.None, Assert.Single(PanelScore.Of([[new ExpertMarks("x", [])]], new WeightedCriteria([]), "raw", "trimmed")));

    [Fact]
    public void The_heaviest_criterion_is_averaged_over_everyone_also_where_totals_are_trimmed()
    {
        var score = Score("trimmed", 50, 70, 80, 90, 95); // totals (70+80+90)/3 = 80, criterion 385/5 = 77

        Assert.Equal(80, score.Expert);
        Assert.Equal(77, score.HeaviestCriterion);
    }

    [Fact]
    public void A_mean_that_is_no_decimal_stays_exact() =>
        Assert.Equal(new Rational(250, 3), Trimmed(80, 80, 90)); // 83.333...

    private static Rational? Trimmed(params long[] points) => Score("trimmed", points).Expert;

    private static PanelScore Score(string method, params long[] points) =>
        PanelScore.Of([[.. points.Index().Select(p => new ExpertMarks($"x{p.Index}", [p.Item * 1000]))]], OneCriterion, "raw", method)[0];

    [Fact]
    public void Weights_of_a_whole_and_of_a_hundred_mean_the_same()
    {
        var marks = new ExpertMarks("a", [80_000, 90_000]);
        var percent = new WeightedCriteria([new Criterion("x", "甲", 100, 30), new Criterion("y", "乙", 100, 70)]);
        var share = new WeightedCriteria([new Criterion("x", "甲", 100, 0.3m), new Criterion("y", "乙", 100, 0.7m)]);
        Assert.Equal(percent.Total(marks), share.Total(marks));
        Assert.Equal(87m, share.Total(marks).Round(2));
    }
}
