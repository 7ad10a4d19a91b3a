using Voting.Rules.Signals;

namespace Voting.Rules.Tests.Signals;

using static HandMade;

public sealed class PaceRuleTests
{
    private static readonly PaceRule Rule = new();

    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    [InlineData(0.5)]
    public void A_loop_that_sleeps_about_ten_seconds_is_a_hold(double jitter)
    {
        var contest = new HandMade();
        var before = contest.Ballots.Count;
        Loop(contest, 100, () => 10 * contest.Chance.Between(1 - jitter, 1 + jitter));

        var found = contest.The(Rule);

        Assert.Equal(("R3", SignalSeverity.Hold, PaceRule.Voting), (found.Rule, found.Severity, found.Reason));
        Assert.InRange(found.Ballots.Count(index => index >= before), 97, 100);
        Assert.InRange(found.Ballots.Count, 97, 102);
        Assert.Equal(["ballots", "loops", "alike", "fromSeconds", "toSeconds"], found.Facts.Select(fact => fact.Name));
    }

    [Fact]
    public void Two_loops_at_once_are_seen_by_every_second_ballot()
    {
        var contest = new HandMade();
        Loop(contest, 120, () => 20, Then);
        Loop(contest, 120, () => 20, Then + (3 * Second));
        Assert.Contains(contest.Found(Rule), finding => finding.Facts.Contains(new("loops", 2)) && finding.Ballots.Count >= 236);
    }

    [Fact]
    public void People_are_random()
    {
        var contest = new HandMade();
        Loop(contest, 2000, () => contest.Chance.Exponential(10));
        contest.Nothing(Rule);
    }

    [Fact]
    public void Thirty_seven_gaps_alike_are_too_few()
    {
        var contest = new HandMade();
        Loop(contest, 38, () => 10);
        contest.Nothing(Rule);
    }

    [Fact]
    public void A_booth_hands_out_codes_and_has_a_queue()
    {
        var contest = new HandMade();
        Loop(contest, 100, () => 60, channel: "code");
        contest.Nothing(Rule);
    }

    [Fact]
    public void Milliseconds_are_the_servers_pace()
    {
        var contest = new HandMade();
        Loop(contest, 1000, () => 0.02);
        contest.Nothing(Rule);
    }

    [Fact]
    public void Identities_made_at_a_steady_pace_are_seen_however_they_vote_later_and_all_their_ballots()
    {
        var contest = new HandMade();
        for (var i = 0; i < 100; i++)
        {
            var at = Then - Hour + (long)(contest.Chance.Unit() * Hour);
            var voter = contest.Vote(at, dwell: at - Start + Day - (i * 30 * Second));
            contest.Vote(at + (12 * Hour), voter: voter);
        }

        var found = contest.The(Rule);
        Assert.Equal((PaceRule.FirstSeen, 200), (found.Reason, found.Ballots.Count));
    }

    [Fact]
    public void A_network_has_a_pace_of_its_own_among_many_others()
    {
        var contest = new HandMade();
        Loop(contest, 1000, () => contest.Chance.Exponential(10), Then);
        Loop(contest, 100, () => 40, Then, network: 5);
        var found = contest.The(Rule);
        Assert.Equal((PaceRule.FromNetwork, 100), (found.Reason, found.Ballots.Count));
    }

    [Fact]
    public void The_rest_of_a_surge_that_is_mostly_steady_is_taken_with_it()
    {
        var contest = new HandMade();
        Loop(contest, 100, () => 10);
        Loop(contest, 40, () => contest.Chance.LogNormal(5, 2.5), Then + (1010 * Second));
        Assert.InRange(contest.The(Rule).Ballots.Count, 134, 144);
    }

    private static void Loop(HandMade contest, int ballots, Func<double> seconds, long at = Then, string channel = "device", ulong network = 0)
    {
        for (; ballots > 0; ballots--)
            contest.Vote(at += (long)(seconds() * Second), channel: channel, network: network);
    }
}
