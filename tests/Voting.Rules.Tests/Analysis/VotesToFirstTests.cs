using FsCheck;
using FsCheck.Fluent;
using Voting.Rules.Analysis;
using Voting.Rules.Ranking;
using Voting.Rules.Tests.Ranking;

namespace Voting.Rules.Tests.Analysis;

public sealed class VotesToFirstTests
{
    [Fact]
    public void The_runner_up_needs_so_many_votes_as_its_score_is_short()
    {
        // 1: 80 + 16 = 96;  2: 0.8·v + 18, 95.6 with 97 votes and 96.4 with 98: 48 more than 50
        Assert.Equal(new("village", 1, 2, 48), Of(Given.Entry(1, 100, 80), Given.Entry(2, 50, 90)));
    }

    [Fact]
    public void A_joint_first_place_is_not_yet_enough()
    {
        // With 100 votes each all is equal; with 101 the second has 96 and the first 80·100/101 + 16
        Assert.Equal(51, Of(Given.Entry(1, 100, 80), Given.Entry(2, 50, 80)).Votes);
    }

    [Fact]
    public void Beyond_the_most_votes_the_others_sink()
    {
        // The second reaches 80 + 10 = 90 at most; the first 8000/v + 20: 90.18 at v = 114, 89.57 at 115
        Assert.Equal(55, Of(Given.Entry(1, 100, 100), Given.Entry(2, 60, 50)).Votes);
    }

    [Fact]
    public void Without_any_votes_one_is_enough()
    {
        // 18 and 16; with one vote the second has 80 + 16
        Assert.Equal(1, Of(Given.Entry(1, 0, 90), Given.Entry(2, 0, 80)).Votes);
    }

    [Fact]
    public void Where_the_experts_can_not_be_outvoted_there_is_no_number()
    {
        // 1: 0.8·100 = 80 without a vote;  2: at most 20 + 0.8·50 = 60
        var policy = new ScorePolicy { PublicWeight = 0.2m, ExpertWeight = 0.8m };

        Assert.Null(Of(policy, Given.Entry(1, 100, 100), Given.Entry(2, 60, 50)).Votes);
    }

    [Fact]
    public void A_group_of_one_entry_has_no_runner_up() =>
        Assert.Empty(VotesToFirst.Of(new([new("village", [Given.Entry(1, 9, 80)]), new("person", [])], Given.OneCriterion, ScorePolicy.Default)));

    [Fact]
    public void In_scope_contest_the_whole_contest_is_ranked_again_for_the_first_place_of_the_group()
    {
        // Contest: max(v) = 400. 3: 40 + 10 = 50;  4: 0.2·v + 12, 50.2 at v = 191, 151 more.
        // Group: max(v) = 200. 3: 80 + 10 = 90;  4: 0.4·v + 12, 90.4 at v = 196, 156 more.
        RankingInput[] groups = [new("village", [Given.Entry(1, 400, 50), Given.Entry(2, 1, 50)]), new("person", [Given.Entry(3, 200, 50), Given.Entry(4, 40, 60)])];

        Assert.Equal(new("person", 3, 4, 151), VotesToFirst.Of(new(groups, Given.OneCriterion, new ScorePolicy { Scope = "contest" }))[1]);
        Assert.Equal(new("person", 3, 4, 156), VotesToFirst.Of(new(groups, Given.OneCriterion, ScorePolicy.Default))[1]);
    }

    [Fact]
    public void A_recorded_decision_stands_while_the_votes_are_searched()
    {
        // All equal, decided for 2; one vote more settles it for 1.
        CountedContest contest = new([new("village", [Given.Entry(1, 5, 80), Given.Entry(2, 5, 80)])], Given.OneCriterion, ScorePolicy.Default, [2]);

        Assert.Equal(new("village", 2, 1, 1), VotesToFirst.Of(contest)[0]);
    }

    [Fact]
    public void No_smaller_number_is_enough_by_any_method_but_tscore() =>
        Prop.ForAll(Given.Entries, Gen.Elements(Given.Policies).ToArbitrary(), (entries, policy) =>
        {
            CountedContest contest = new([new("all", entries)], Given.FiveCriteria, policy);
            return VotesToFirst.Of(contest).All(found =>
            {
                var tried = policy.Public == "tscore" ? (found.Votes ?? 1) - 1 : 1;
                var last = Math.Min(found.Votes ?? VotesToFirst.Most, tried + 40);
                return (found.Votes is null || (IsFirst(contest, found, found.Votes.Value) && !IsFirst(contest, found, found.Votes.Value - 1)))
                    && Enumerable.Range(0, (int)(last - tried)).All(more => !IsFirst(contest, found, tried + more));
            });
        }).QuickCheckThrowOnFailure();

    private static bool IsFirst(CountedContest contest, VotesToFirst found, long votes)
    {
        var rows = contest.WithEntries(e => e.Number == found.RunnerUp ? e with { Votes = e.Votes + votes } : e).Rank()[0].Rows;
        return rows.Single(row => row.Number == found.RunnerUp).Rank == 1 && rows.Count(row => row.Rank == 1) == 1;
    }

    private static VotesToFirst Of(params RankingEntry[] entries) => Of(ScorePolicy.Default, entries);

    private static VotesToFirst Of(ScorePolicy policy, params RankingEntry[] entries) =>
        Assert.Single(VotesToFirst.Of(new([new("village", entries)], Given.OneCriterion, policy)));
}
