using FsCheck;
using FsCheck.Fluent;
using Voting.Rules.Panel;
using Voting.Rules.Ranking;
using static Voting.Rules.Tests.Panel.GivenPanel;

namespace Voting.Rules.Tests.Panel;

/// <summary>Expert scales by hand: each expert alone, over the entries that this expert marked.</summary>
public sealed class ExpertScaleTests
{
    [Theory]
    [InlineData("raw", "80 40 60", "80 40 60")]
    [InlineData("max", "80 40 60", "100 50 75")] // 100·t/80
    [InlineData("max", "0 0 0", "0 0 0")]
    [InlineData("minmax", "80 40 50", "100 0 25")] // 100·(50-40)/40
    [InlineData("minmax", "70 70", "50 50")]
    [InlineData("rank", "80 40 50 50 10", "100 25 125/2 125/2 0")] // places 1, 4, 2.5, 2.5, 5 of 5
    [InlineData("rank", "70 70", "50 50")]
    [InlineData("tscore", "20 40 40 40 50 50 70 90", "35 45 45 45 50 50 60 70")] // mean 50, σ 20
    [InlineData("tscore", "70 70", "50 50")]
    public void One_experts_totals_on_a_scale(string scale, string totals, string scores) => Assert.Equal(scores, Scores(scale, "mean", totals));

    [Theory]
    [InlineData("raw", "55 65")] // (90+20)/2, (100+30)/2
    [InlineData("max", "235/3 100")] // (90 + 200/3)/2, (100+100)/2
    [InlineData("minmax", "0 100")]
    public void Two_experts_are_scaled_each_alone_and_then_joined(string scale, string scores) =>
        Assert.Equal(scores, Scores(scale, "mean", "90 100", "20 30"));

    [Theory]
    [InlineData("max", "100 50 -")]
    [InlineData("minmax", "100 0 -")]
    [InlineData("rank", "100 0 -")]
    [InlineData("tscore", "60 40 -")] // mean 60, σ 20: z = ±1
    public void A_recused_entry_is_no_zero_among_the_experts_totals(string scale, string scores) =>
        Assert.Equal(scores, Scores(scale, "mean", "80 40 -"));

    [Theory]
    [InlineData("raw", 64)]
    [InlineData("max", 100)]
    [InlineData("minmax", 50)]
    [InlineData("rank", 50)]
    [InlineData("tscore", 50)]
    public void An_expert_who_marked_one_entry_compares_nothing(string scale, int score) =>
        Assert.Equal(score, ScoresOf(scale, "mean", "64")[0].Expert);

    [Fact]
    public void The_heaviest_criterion_stays_in_points() =>
        Assert.Equal([80, 40], ScoresOf("minmax", "mean", "90 50", "70 30").Select(score => score.HeaviestCriterion!.Value));

    [Fact]
    public void How_severe_an_expert_is_never_matters_on_a_scale_that_compares() =>
        Prop.ForAll(Totals, Gen.Elements("minmax", "rank", "tscore").ToArbitrary(), (totals, scale) => SameBy(scale, totals, severity: 7))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void How_far_an_expert_goes_never_matters_on_the_scale_max() =>
        Prop.ForAll(Totals, totals => SameBy("max", totals, severity: 0)).QuickCheckThrowOnFailure();

    [Fact]
    public void By_zscore_severity_moves_no_entry() =>
        Prop.ForAll(Totals, totals => Order(totals).SequenceEqual(Order(Severe(totals, 7)))).QuickCheckThrowOnFailure();

    /// <summary>2-9 entries, 1-4 experts who marked about three of four of them.</summary>
    private static Arbitrary<PanelTotals> Totals { get; } = (
        from entries in Gen.Choose(2, 9)
        from experts in Gen.Choose(1, 4)
        from totals in Gen.CollectToArray(Enumerable.Range(1, entries), _ =>
            from marked in Gen.CollectToArray(Enumerable.Range(1, experts), expert =>
                from total in Gen.Choose(-30, 100)
                select new ExpertTotal($"x{expert}", total))
            select (IReadOnlyList<ExpertTotal>)[.. marked.Where(total => total.Total >= 0)])
        select new PanelTotals(totals)).ToArbitrary();

    private static bool SameBy(string scale, PanelTotals totals, int severity) =>
        E(ExpertScales.Apply(scale, totals)).SequenceEqual(E(ExpertScales.Apply(scale, Severe(totals, severity))));

    /// <summary>Every expert marks thrice as far apart, and each some points higher than the others.</summary>
    private static PanelTotals Severe(PanelTotals totals, int severity) =>
        totals.ByExpert(given => [.. given.Select(total => (3 * total) + (severity * given.Count))]);

    private static Rational?[] E(PanelTotals totals) => totals.ByEntry(PlainMean.Of);

    /// <summary>Entries by E, those of equal E together; nothing where "zscore" had to give way to the mean.</summary>
    private static IEnumerable<string> Order(PanelTotals totals) => ZScoreMean.Of(totals) is { Note: null } joined
        ? joined.Scores.Index().GroupBy(score => score.Item).OrderBy(same => same.Key).Select(same => string.Join(' ', same.Select(score => score.Index)))
        : [];
}
