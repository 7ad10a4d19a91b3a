using Voting.Rules.Signals;

namespace Voting.Rules.Tests.Signals;

using static HandMade;

public sealed class VelocityRuleTests
{
    private static readonly VelocityRule Rule = new();

    [Fact]
    public void Fifty_ballots_in_ten_minutes_are_an_alert_that_names_them_all()
    {
        var contest = new HandMade();
        var before = contest.Ballots.Count;
        Burst(contest, 50, Then, 10 * Minute);

        var found = contest.The(Rule);

        Assert.Equal(("R1", SignalSeverity.Alert, VelocityRule.Surging), (found.Rule, found.Severity, found.Reason));
        Assert.Subset(found.Ballots.ToHashSet(), Enumerable.Range(before, 50).Select(i => (long)i).ToHashSet());
        Assert.InRange(found.Ballots.Count, 50, 52);
        Assert.Equal(["ballots", "expected", "minutes", "atRest", "score"], found.Facts.Select(fact => fact.Name));
        Assert.InRange(found.Facts[1].Value, 0, 1);
    }

    [Fact]
    public void The_same_over_two_days_is_how_things_go()
    {
        var contest = new HandMade();
        Burst(contest, 50, Start, 2 * Day);
        contest.Nothing(Rule);
    }

    [Fact]
    public void Twenty_nine_are_too_few_to_say_anything()
    {
        var contest = new HandMade();
        Burst(contest, 27, Then + (7 * Minute), 5 * Minute);
        contest.Nothing(Rule);
    }

    [Fact]
    public void A_rush_of_everybody_is_no_surge_of_one()
    {
        var contest = new HandMade();
        Burst(contest, 50, Then, 10 * Minute);
        for (var i = 0; i < 4000; i++)
            contest.Vote(Then + (long)(contest.Chance.Unit() * 10 * Minute), contest.Chance.Whole(10, 59));
        contest.Nothing(Rule);
    }

    [Theory]
    [InlineData(150, 2, SignalSeverity.Hold)]
    [InlineData(90, 2, SignalSeverity.Alert)]
    [InlineData(150, 12, SignalSeverity.Alert)]
    public void While_others_sleep_a_large_one_is_a_hold(int ballots, int hour, SignalSeverity severity)
    {
        var contest = new HandMade(sleep: 6);
        Burst(contest, ballots, Then + (hour * Hour), 60 * Minute);
        Assert.Equal(severity, contest.The(Rule).Severity);
    }

    [Fact]
    public void Of_a_night_the_ballots_in_waking_hours_are_left_alone()
    {
        var contest = new HandMade(sleep: 6);
        Burst(contest, 300, Then + (2 * Hour), 6 * Hour);
        var found = contest.The(Rule);
        Assert.Equal(SignalSeverity.Hold, found.Severity);
        Assert.All(contest.Ballots.Where(ballot => found.Ballots.Contains(ballot.Index)), ballot => Assert.InRange(ballot.At - Then, 0, 6 * Hour));
    }

    [Fact]
    public void A_surge_that_began_before_dawn_and_went_on_all_morning_is_an_alert()
    {
        var contest = new HandMade(sleep: 6);
        Burst(contest, 600, Then + (4 * Hour), 6 * Hour);
        var found = contest.The(Rule);
        Assert.Equal(SignalSeverity.Alert, found.Severity);
        Assert.InRange(found.Facts.Single(fact => fact.Name == "atRest").Value, 100d / 600, 0.5);
    }

    private static void Burst(HandMade contest, int ballots, long from, long time)
    {
        for (var i = 0; i < ballots; i++)
            contest.Vote(from + (i * time / ballots) + (long)(contest.Chance.Unit() * time / ballots));
    }
}
