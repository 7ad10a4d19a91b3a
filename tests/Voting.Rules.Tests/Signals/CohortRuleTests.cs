using Voting.Rules.Signals;

namespace Voting.Rules.Tests.Signals;

using static HandMade;

public sealed class CohortRuleTests
{
    private static readonly CohortRule Rule = new();

    [Theory]
    [InlineData(0.01, 0.9)]
    [InlineData(3, 8)]
    [InlineData(60, 170)]
    public void New_voters_who_took_alike_long_are_a_hold(double least, double most)
    {
        var contest = new HandMade();
        var before = contest.Ballots.Count;
        Crowd(contest, 120, () => contest.Chance.Between(least, most));

        var found = Assert.Single(contest.Found(Rule), finding => finding.Reason == CohortRule.SameDwell);

        Assert.Equal(("R5", SignalSeverity.Hold, Entry), (found.Rule, found.Severity, found.Entry));
        Assert.InRange(found.Ballots.Count(index => index >= before), 118, 120);
        Assert.InRange(found.Ballots.Count, 118, 124);
        Assert.Equal(["voters", "alike", "othersAlike", "fromSeconds", "toSeconds"], found.Facts.Select(fact => fact.Name));
    }

    [Fact]
    public void A_crowd_of_people_is_an_alert()
    {
        var contest = new HandMade();
        Crowd(contest, 400, () => contest.Chance.LogNormal(25, 0.75));
        var found = contest.The(Rule);
        Assert.Equal((SignalSeverity.Alert, CohortRule.Burst), (found.Severity, found.Reason));
        Assert.InRange(found.Ballots.Count, 400, 404);
    }

    [Fact]
    public void What_everybody_on_a_channel_does_means_nothing()
    {
        var contest = new HandMade(dwell: () => 5 * Second);
        Crowd(contest, 120, () => contest.Chance.Between(4, 7));
        Assert.DoesNotContain(contest.Found(Rule), finding => finding.Severity == SignalSeverity.Hold);
    }

    [Fact]
    public void A_channel_with_few_others_to_compare_with_says_nothing()
    {
        var contest = new HandMade();
        for (var i = 0; i < 20; i++)
            contest.Vote(Start + (i * Hour), entry: 10, channel: "phone", dwell: 50 * Second);
        Crowd(contest, 120, () => 5, channel: "phone");
        Assert.DoesNotContain(contest.Found(Rule), finding => finding.Severity == SignalSeverity.Hold);
    }

    [Theory]
    [InlineData(52, 5, false)]
    [InlineData(60, 5, true)]
    [InlineData(50, 50, false)]
    [InlineData(70, 50, true)]
    public void Fewer_are_enough_where_hardly_anybody_else_is_as_fast(int voters, double seconds, bool isHold)
    {
        var contest = new HandMade();
        long[] wide = [1200, 20 * Second, 400 * Second];
        for (var i = 0; i < 80; i++)
            contest.Vote(Start + (i * 36 * Minute), dwell: wide[i % 3]);
        Crowd(contest, voters, () => seconds);
        Assert.Equal(isHold, contest.Found(Rule).Any(finding => finding.Severity == SignalSeverity.Hold));
    }

    [Fact]
    public void Who_votes_for_others_too_is_in_no_cohort()
    {
        var contest = new HandMade();
        for (var i = 0; i < 120; i++)
            contest.Vote(Then + (i * 15 * Second), dwell: 5 * Second, also: 10 + (i % 50));
        contest.Nothing(Rule);
    }

    [Fact]
    public void Who_has_been_known_for_long_is_no_new_cohort()
    {
        var contest = new HandMade();
        Crowd(contest, 120, () => contest.Chance.Between(3600, 7200));
        contest.Nothing(Rule);
    }

    private static void Crowd(HandMade contest, int voters, Func<double> seconds, string channel = "device")
    {
        for (var i = 0; i < voters; i++)
            contest.Vote(Then + (i * 15 * Second), dwell: (long)(seconds() * Second), channel: channel);
    }
}
