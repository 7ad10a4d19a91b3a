using Voting.Rules.Analysis;
using Voting.Rules.Ranking;
using Voting.Rules.Tests.Ranking;

namespace Voting.Rules.Tests.Analysis;

public sealed class EffectiveWeightTests
{
    [Fact]
    public void Experts_who_mark_close_together_count_less_than_their_weight()
    {
        // P = 100, 50: σ = 25, times 0.8 = 20;  E = 90, 80: σ = 5, times 0.2 = 1;  20/21 = 0.95238
        var weight = Of(Given.Entry(1, 100, 90), Given.Entry(2, 50, 80));

        Assert.Equal((0.8m, 0.9524m, 0.0476m, true), (weight.Nominal, weight.Public, weight.Expert, weight.Warns));
    }

    [Fact]
    public void Sides_that_spread_alike_count_by_their_weights()
    {
        // P = 100, 50, 0; E = 0, 50, 100: σ is the same, 0.8/(0.8+0.2)
        var weight = Of(Given.Entry(1, 10, 0), Given.Entry(2, 5, 50), Given.Entry(3, 0, 100));

        Assert.Equal((0.8m, false), (weight.Public, weight.Warns));
    }

    [Fact]
    public void A_spread_that_is_a_root_is_rounded_once()
    {
        // P = 100, 0, 0: σ = 100·√2/3; E = 80, 75, 70: σ = 5·√(2/3) = 5·√6/3;  80√2/(80√2+√6) = 80/(80+√3) = 0.97881
        Assert.Equal(0.9788m, Of(Given.Entry(1, 9, 80), Given.Entry(2, 0, 75), Given.Entry(3, 0, 70)).Public);
    }

    [Theory]
    [InlineData(55, 70, 0.9, false)] // 0.8·45 : 0.2·20 = 36 : 4, ten points above
    [InlineData(55, 71, 0.9045, true)] // 36 : 3.8
    [InlineData(65, 30, 0.7, false)] // 28 : 12, ten points below
    [InlineData(65, 29, 0.6965, true)] // 28 : 12.2
    public void Beyond_ten_points_it_warns(int votes, int mark, double share, bool warns)
    {
        // 1: P = 100, E = 90
        var weight = Of(Given.Entry(1, 100, 90), Given.Entry(2, votes, mark));

        Assert.Equal(((decimal)share, warns), (weight.Public!.Value, weight.Warns));
    }

    [Fact]
    public void A_side_without_spread_counts_nothing()
    {
        Assert.Equal(1, Of(Given.Entry(1, 100, 90), Given.Entry(2, 50, 90)).Public);
        Assert.Equal(0, Of(Given.Entry(1, 100, 90), Given.Entry(2, 100, 80)).Public);
    }

    [Fact]
    public void Entries_that_nobody_marked_are_left_out()
    {
        // Without 3: P = 100, 50 and E = 90, 80 as above
        Assert.Equal(0.9524m, Of(Given.Entry(1, 100, 90), Given.Entry(2, 50, 80), Given.Entry(3, 1)).Public);
    }

    [Fact]
    public void Nothing_to_compare_is_no_weight_and_no_warning()
    {
        Assert.All(
            new[] { Of(), Of(Given.Entry(1, 5, 80)), Of(Given.Entry(1, 5), Given.Entry(2, 9)), Of(Given.Entry(1, 5, 80), Given.Entry(2, 5, 80)) },
            weight => Assert.Equal((null, null, false), (weight.Public, weight.Expert, weight.Warns)));
    }

    [Fact]
    public void It_is_one_for_each_group_or_one_for_the_contest()
    {
        RankingInput[] groups =
        [
            new("village", [Given.Entry(1, 100, 90), Given.Entry(2, 50, 80)]),
            new("person", [Given.Entry(3, 100, 90), Given.Entry(4, 50, 40)]),
        ];

        // person: 0.8·25 : 0.2·25.  contest: P = 100, 50, 100, 50: 20; E = 90, 80, 90, 40: mean 75, σ = √(1700/4) = 20.6155, 4.1231
        Assert.Equal([("village", 0.9524m), ("person", 0.8m)], Of(groups, "group"));
        Assert.Equal([(null, 0.8291m)], Of(groups, "contest"));
    }

    private static IEnumerable<(string? Group, decimal? Public)> Of(RankingInput[] groups, string scope)
    {
        var policy = new ScorePolicy { Scope = scope };
        return EffectiveWeight.Of(new CountedContest(groups, Given.OneCriterion, policy).Rank(), policy).Select(w => (w.Group, w.Public));
    }

    private static EffectiveWeight Of(params RankingEntry[] entries) =>
        EffectiveWeight.Of([new GroupRanking("all", Given.Ranked(entries))], ScorePolicy.Default)[0];
}
