using Voting.Rules.Panel;
using Voting.Rules.Ranking;

namespace Voting.Rules.Tests.Panel;

public sealed class WeightedCriteriaTests
{
    private static readonly Criterion Policy = new("policy", "政策", 10, 30);
    private static readonly Criterion Effect = new("effect", "成效", 30, 50);
    private static readonly Criterion Story = new("story", "叙述", 20, 20);

    [Fact]
    public void A_total_is_the_weighted_share_of_the_full_marks()
    {
        // 30·8/10 + 50·24/30 + 20·15.5/20 = 24 + 40 + 15.5 = 79.5 of Σ weight = 100
        var criteria = new WeightedCriteria([Policy, Effect, Story]);

        Assert.Equal(new Rational(159, 2), criteria.Total(new("x", [8_000, 24_000, 15_500])));
    }

    [Fact]
    public void Full_marks_are_100_and_no_points_are_0()
    {
        var criteria = new WeightedCriteria([Policy, Effect, Story]);

        Assert.Equal(100, criteria.Total(new("x", [10_000, 30_000, 20_000])));
        Assert.Equal(0, criteria.Total(new("x", [0, 0, 0])));
    }

    [Fact]
    public void Weights_need_not_add_up_to_a_hundred()
    {
        // weights 1 and 2 of 3: (1·5/10 + 2·20/30)·100/3 = (1/2 + 4/3)·100/3 = 11/6·100/3 = 550/9
        var criteria = new WeightedCriteria([Policy with { Weight = 1 }, Effect with { Weight = 2 }]);

        Assert.Equal(new Rational(550, 9), criteria.Total(new("x", [5_000, 20_000])));
    }

    [Fact]
    public void A_thousandth_of_a_point_counts()
    {
        // 10.001 of 30, the only criterion: 1000.1/30 = 10001/300
        Assert.Equal(new Rational(10_001, 300), new WeightedCriteria([Effect]).Total(new("x", [10_001])));
    }

    [Fact]
    public void The_heaviest_criterion_is_the_first_of_the_largest_weight()
    {
        Assert.Equal(1, new WeightedCriteria([Policy, Effect, Story]).Heaviest);
        Assert.Equal(1, new WeightedCriteria([Policy, Effect, Story with { Weight = 50 }]).Heaviest);
        Assert.Equal(0, new WeightedCriteria([Policy with { Weight = 50 }, Effect, Story]).Heaviest);
    }

    [Fact]
    public void Huge_full_marks_and_weights_stay_exact()
    {
        // Half of each full mark is 50, whatever the weights; the common denominator is far beyond a long.
        var criteria = new WeightedCriteria(
            [new("a", "甲", 2_147_483_646, int.MaxValue), new("b", "乙", 2_147_483_628, int.MaxValue - 1)]);

        Assert.Equal(50, criteria.Total(new("x", [1_073_741_823_000, 1_073_741_814_000])));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(10_000, true)]
    [InlineData(10_001, false)]
    [InlineData(-1, false)]
    public void A_mark_lies_between_nothing_and_the_full_mark(long milliMark, bool accepted) =>
        Assert.Equal(accepted, Policy.Accepts(milliMark));

    [Fact]
    public void Sheets_and_criteria_that_make_no_sense_are_refused()
    {
        var criteria = new WeightedCriteria([Policy, Effect]);

        Assert.Throws<ArgumentException>(() => criteria.Total(new("x", [5_000])));
        Assert.Throws<ArgumentException>(() => criteria.Total(new("x", [10_001, 0])));
        Assert.Throws<ArgumentException>(() => new WeightedCriteria([Policy with { Weight = 0 }]));
        Assert.Throws<ArgumentException>(() => new WeightedCriteria([Policy with { Max = 0 }]));
    }
}
