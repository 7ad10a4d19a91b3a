using Voting.Rules.Signals;

namespace Voting.Rules.Tests.Signals;

using static HandMade;

public sealed class DeviceRuleTests
{
    private static readonly DeviceRule Rule = new();

    [Theory]
    [InlineData(4, null)]
    [InlineData(5, SignalSeverity.Alert)]
    [InlineData(7, SignalSeverity.Alert)]
    [InlineData(8, SignalSeverity.Hold)]
    public void As_many_voters_on_one_device_for_one_entry(int voters, SignalSeverity? severity)
    {
        var found = On(voters, i => Then + (i * Minute), _ => Entry).Found(Rule);
        Assert.Equal(severity, found.SingleOrDefault()?.Severity);
        Assert.Equal(severity is null ? 0 : voters, found.Sum(finding => finding.Ballots.Count));
    }

    [Fact]
    public void A_helper_whose_neighbours_vote_as_they_like_is_an_alert_without_an_entry()
    {
        var found = Assert.Single(On(12, i => Then + (i * Minute), i => 10 + i).Found(Rule));
        Assert.Equal(("R4", SignalSeverity.Alert, DeviceRule.Reused, null), (found.Rule, found.Severity, found.Reason, found.Entry));
        Assert.Equal([new("voters", 12), new("inADay", 12), new("share", 0.083)], found.Facts);
    }

    [Fact]
    public void Three_of_four_are_one_entrys_own() => Assert.Equal(
        [SignalSeverity.Hold, SignalSeverity.Alert],
        new[] { 6, 5 }.Select(loyal => On(8, i => Then + (i * Minute), i => i < loyal ? Entry : 10 + i).Found(Rule).Single().Severity));

    [Fact]
    public void Very_many_are_a_hold_whatever_they_vote_for() => Assert.Equal(
        [SignalSeverity.Alert, SignalSeverity.Hold],
        new[] { 24, 25 }.Select(voters => On(voters, i => Then + (i * Minute), i => 10 + i).Found(Rule).Single().Severity));

    [Fact]
    public void One_voter_who_comes_every_hour_is_one()
    {
        var contest = new HandMade();
        for (var i = 0; i < 20; i++)
            contest.Vote(Then + (i * Hour), device: 9, voter: 77_777);
        Assert.Empty(contest.Found(Rule));
    }

    [Fact]
    public void One_more_each_day_is_a_family_of_many_days() => Assert.Empty(On(10, i => Start + (i * Day), _ => Entry).Found(Rule));

    [Fact]
    public void A_booths_codes_and_unknown_devices_are_left_out()
    {
        Assert.Empty(On(30, i => Then + (i * Minute), _ => Entry, channel: "code").Found(Rule));
        Assert.Empty(On(30, i => Then + (i * Minute), _ => Entry, device: 0).Found(Rule));
    }

    private static HandMade On(int voters, Func<int, long> at, Func<int, int> entry, string channel = "phone", ulong device = 9)
    {
        var contest = new HandMade();
        for (var i = 0; i < voters; i++)
            contest.Vote(at(i), entry(i), device: device, channel: channel);
        return contest;
    }
}
