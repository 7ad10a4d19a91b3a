using Voting.Rules.Ranking;

namespace Voting.Rules.Tests.Ranking;

public sealed class CombinedRankingTests
{
    [Fact]
    public void Eighty_parts_of_votes_and_twenty_of_experts_make_the_score()
    {
        // 1: P = 100·200000/200000 = 100, E = (88+90+92)/3 = 90, S = 80 + 18 = 98
        // 2: P = 100·150000/200000 = 75,  E = (94+95+96)/3 = 95, S = 60 + 19 = 79
        var rows = Given.Ranked(Given.Entry(2, 150_000, 94, 95, 96), Given.Entry(1, 200_000, 88, 90, 92));

        Assert.Equal([(1, 1, null), (2, 2, null)], rows.Places());
        Assert.Equal((100m, 90m, 98m), (rows[0].PublicShown, rows[0].ExpertShown, rows[0].ScoreShown));
        Assert.Equal((75m, 95m, 79m), (rows[1].PublicShown, rows[1].ExpertShown, rows[1].ScoreShown));
        Assert.Equal(150_000, rows[1].Votes);
    }

    [Fact]
    public void Experts_can_turn_a_small_lead_in_votes()
    {
        // 1: P = 100, E = 60, S = 80 + 12 = 92;   2: P = 95, E = 90, S = 76 + 18 = 94
        var rows = Given.Ranked(Given.Entry(1, 1000, 60), Given.Entry(2, 950, 90));

        Assert.Equal([(2, 1, null), (1, 2, null)], rows.Places());
        Assert.Equal([94m, 92m], rows.Select(row => row.ScoreShown));
    }

    [Fact]
    public void Shown_scores_are_rounded_from_the_exact_value_and_only_once()
    {
        // P = 100·1/3 = 33.333...; E = 70.5/1; S = 0.8·33.333... + 14.1 = 40.7666... -> 40.77 shown, 40.7667 compared
        var row = Given.Ranked(Given.Entry(1, 3), Given.Entry(2, 1, 70.5m))[1];

        Assert.Equal(new Rational(100, 3), row.PublicScore);
        Assert.Equal(new Rational(1223, 30), row.Score);
        Assert.Equal((33.33m, 70.5m, 40.77m, 40.7667m), (row.PublicShown, row.ExpertShown, row.ScoreShown, row.ScoreCompared));
    }

    [Fact]
    public void Shown_twice_rounded_would_be_wrong()
    {
        // S = 80·780468/12500000 = 4.9949952: at 4 decimals 4.9950, which rounded again would show 5.00.
        var row = Given.Ranked(Given.Entry(1, 12_500_000), Given.Entry(2, 780_468))[1];

        Assert.Equal((4.9950m, 4.99m), (row.ScoreCompared, row.ScoreShown));
    }

    [Fact]
    public void No_votes_at_all_make_every_public_score_zero()
    {
        // S = 0.2·E: 0.2·80 = 16 and 0.2·90 = 18
        var rows = Given.Ranked(Given.Entry(1, 0, 80), Given.Entry(2, 0, 90));

        Assert.Equal([(2, 1, null), (1, 2, null)], rows.Places());
        Assert.All(rows, row => Assert.Equal(0m, row.PublicShown));
        Assert.Equal([18m, 16m], rows.Select(row => row.ScoreShown));
    }

    [Fact]
    public void A_lone_entry_has_the_full_public_score()
    {
        var row = Assert.Single(Given.Ranked(Given.Entry(7, 1, 50)));

        Assert.Equal((7, 1, 100m, 90m), (row.Number, row.Rank, row.PublicShown, row.ScoreShown)); // 80 + 0.2·50
    }

    [Fact]
    public void No_entries_make_no_rows() => Assert.Empty(Given.Ranked());

    [Fact]
    public void Equal_votes_leave_it_to_the_experts()
    {
        var rows = Given.Ranked(Given.Entry(1, 10, 70), Given.Entry(2, 10, 80));

        Assert.Equal([(2, 1, null), (1, 2, null)], rows.Places()); // 96 and 94: the score alone decided
    }

    [Fact]
    public void An_entry_nobody_marked_has_no_expert_score_and_nothing_from_the_experts()
    {
        // 1: P = 100, E missing, S = 80;   2: P = 50, E = 0 (marked, with zero), S = 40
        var rows = Given.Ranked(Given.Entry(1, 2), Given.Entry(2, 1, 0));

        Assert.Null(rows[0].ExpertScore);
        Assert.Null(rows[0].ExpertShown);
        Assert.Equal(0m, rows[1].ExpertShown);
        Assert.Equal([80m, 40m], rows.Select(row => row.ScoreShown));
    }

    [Fact]
    public void Until_the_experts_are_revealed_only_votes_count()
    {
        var rows = CombinedRanking.Rank(
            [Given.Entry(1, 100, 60), Given.Entry(2, 95, 100), Given.Entry(3, 95, 90)],
            Given.OneCriterion, ScorePolicy.Default, expertsRevealed: false);

        Assert.Equal([(1, 1, null), (2, 2, "joint"), (3, 2, "joint")], rows.Places()); // E would part 2 and 3
        Assert.Equal([80m, 76m, 76m], rows.Select(row => row.ScoreShown));
        Assert.All(rows, row => Assert.Null(row.ExpertScore));
    }

    [Fact]
    public void Other_weights_and_the_plain_mean_are_a_matter_of_policy()
    {
        // plain mean of 50,70,80,90,100 = 78; S = 0.5·100 + 0.5·78 = 89
        var policy = new ScorePolicy { PublicWeight = 0.5m, ExpertWeight = 0.5m, Expert = "mean" };

        var row = CombinedRanking.Rank([Given.Entry(1, 5, 50, 70, 80, 90, 100)], Given.OneCriterion, policy)[0];

        Assert.Equal(89m, row.ScoreShown);
    }

    [Theory]
    [InlineData("best", "mean", "raw")]
    [InlineData("max", "sum", "raw")]
    [InlineData("max", "mean", "log")]
    public void A_method_that_is_not_known_does_not_rank_by_another(string votes, string expert, string scale) =>
        Assert.Throws<ArgumentException>(() => CombinedRanking.Rank(
            [Given.Entry(1, 1, 80)], Given.OneCriterion, new ScorePolicy { Public = votes, Expert = expert, ExpertScale = scale }));
}
