using Voting.Rules.Panel;
using Voting.Rules.Ranking;
using static Voting.Rules.Tests.Panel.GivenPanel;

namespace Voting.Rules.Tests.Panel;

/// <summary>Expert methods by hand; "mean" and "trimmed" stand in <see cref="PanelScoreTests"/>.</summary>
public sealed class ExpertMethodTests
{
    [Fact]
    public void The_median_is_the_total_in_the_middle()
    {
        Assert.Equal("80", Scores("raw", "median", "90", "70", "80"));
        Assert.Equal("80", Scores("raw", "median", "100", "60", "90", "70")); // (70+90)/2
        Assert.Equal("64", Scores("raw", "median", "64"));
        Assert.Equal("10", Scores("raw", "median", "10", "10", "100"));
    }

    [Fact]
    public void A_recused_expert_is_absent_from_the_median() =>
        Assert.Equal("75", Scores("raw", "median", "70", "-", "80")); // with a zero it were 70

    [Fact]
    public void By_zscore_wide_marks_count_no_more_than_narrow_ones()
    {
        // a: mean 70, σ 10: z = -1 -1 -1  1  1  1    b: mean 30, σ 20: z = -1 1 -1 1 -1 1
        // Z = -1 0 -1 1 0 1; plain means 35 55 35 65 45 65, so low = 35, high = 65: E = 35 + 30·(Z+1)/2
        Assert.Equal("35 50 35 65 50 65", Scores("raw", "zscore", "60 60 60 80 80 80", "10 50 10 50 10 50"));
    }

    [Fact]
    public void By_zscore_a_strict_expert_does_no_harm_to_those_whom_only_the_strict_one_marked()
    {
        // a marks 1-6, b marks 2-7; both z = -1 -1 -1 1 1 1 in their own order.
        // Z: 1: -1; 2: (-1-1)/2; 3: (-1-1)/2; 4: (1-1)/2; 5: (1+1)/2; 6: (1+1)/2; 7: 1
        // plain means: 80; (80+20)/2 = 50; 50; (90+20)/2 = 55; (90+30)/2 = 60; 60; 30: low 30, high 80
        Assert.Equal("30 30 30 55 80 80 80", Scores("raw", "zscore", "80 80 80 90 90 90 -", "- 20 20 20 30 30 30"));
        Assert.Equal("80 50 50 55 60 60 30", Scores("raw", "mean", "80 80 80 90 90 90 -", "- 20 20 20 30 30 30"));
    }

    [Fact]
    public void By_zscore_opposite_experts_leave_all_in_the_middle()
    {
        // Z = 0 everywhere; plain means 40 and 45 in turn: the middle is 42.5
        Assert.Equal("85/2 85/2 85/2 85/2 85/2 85/2", Scores("raw", "zscore", "60 80 60 80 60 80", "20 10 20 10 20 10"));
    }

    [Fact]
    public void Five_marks_are_too_few_for_zscore_and_that_is_said()
    {
        var scores = ScoresOf("raw", "zscore", "60 60 60 80 80 80", "10 50 10 50 10 -");

        Assert.Equal("35 55 35 65 45 80", Words(scores)); // plain means
        Assert.All(scores, score => Assert.Equal("mean-too-few-marks", score.Note));
    }

    [Fact]
    public void An_expert_who_makes_no_difference_has_no_standard_scores_and_that_is_said()
    {
        var scores = ScoresOf("raw", "zscore", "60 60 60 80 80 80", "50 50 50 50 50 50");

        Assert.Equal("55 55 55 65 65 65", Words(scores));
        Assert.All(scores, score => Assert.Equal("mean-no-spread", score.Note));
    }

    [Fact]
    public void An_entry_that_nobody_marked_waits_and_the_others_are_scored_without_it()
    {
        var scores = ScoresOf("raw", "zscore", "60 60 60 - 80 80 80", "10 50 10 - 50 10 50");

        Assert.Equal("35 50 35 - 65 50 65", Words(scores));
        Assert.Equal([null, null, null, "needs-decision", null, null, null], scores.Select(score => score.Note));
    }

    [Fact]
    public void Nobody_marked_anything_is_no_score_by_every_method_and_scale() =>
        Assert.All(Policies, policy => Assert.Equal("- -", Scores(policy.ExpertScale, policy.Expert, "- -")));

    private static IEnumerable<ScorePolicy> Policies => Ranking.Given.Policies;
}
