using Voting.Rules.Signals;

namespace Voting.Rules.Tests.Signals;

using static HandMade;

public sealed class NetworkRuleTests
{
    private const ulong Site = 5;
    private static readonly NetworkRule Rule = new();

    [Fact]
    public void A_network_that_wants_one_entry_and_never_comes_back_is_a_hold()
    {
        var found = Behind(150).The(Rule);
        Assert.Equal(("R2", SignalSeverity.Hold, NetworkRule.OfNetwork, 150), (found.Rule, found.Severity, found.Reason, found.Ballots.Count));
        Assert.Equal(["voters", "share", "fresh", "returning", "othersReturning", "median"], found.Facts.Select(fact => fact.Name));
        Assert.Equal([150d, 1, 1, 0], found.Facts.Take(4).Select(fact => fact.Value));
    }

    [Fact]
    public void A_class_of_sixty_is_an_alert() => Assert.Equal(SignalSeverity.Alert, Behind(60).The(Rule).Severity);

    [Fact]
    public void A_household_is_nothing() => Behind(20).Nothing(Rule);

    [Fact]
    public void Thousands_who_want_many_things_are_nothing() => Behind(3000, loyal: 0.6).Nothing(Rule);

    [Fact]
    public void A_network_where_one_in_six_wants_something_else_is_an_alert() =>
        Assert.Equal(SignalSeverity.Alert, Behind(300, loyal: 0.83).The(Rule).Severity);

    [Fact]
    public void People_who_come_back_as_others_do_are_an_alert() =>
        Assert.Equal(SignalSeverity.Alert, Behind(150, returning: 0.4).The(Rule).Severity);

    [Fact]
    public void Where_nobody_comes_back_anywhere_not_coming_back_says_nothing() =>
        Assert.Equal(SignalSeverity.Alert, Behind(150, contest: new HandMade(returning: false)).The(Rule).Severity);

    [Fact]
    public void People_who_had_looked_before_are_an_alert() =>
        Assert.Equal(SignalSeverity.Alert, Behind(150, dwell: Hour).The(Rule).Severity);

    [Fact]
    public void One_address_of_a_shared_network_is_told_by_itself()
    {
        var contest = new HandMade();
        for (var i = 0; i < 400; i++)
            contest.Vote(Start + (i * Minute), contest.Chance.Whole(10, 59), Site, address: 100 + (ulong)i);
        var found = Behind(150, contest: contest, address: 7).The(Rule);
        Assert.Equal((SignalSeverity.Hold, NetworkRule.OfAddress, 150), (found.Severity, found.Reason, found.Ballots.Count));
    }

    [Fact]
    public void A_surge_that_shares_its_networks_with_nobody_is_a_hold_where_others_share_theirs()
    {
        var found = Apart(new HandMade(sharing: 10)).The(Rule);
        Assert.Equal((SignalSeverity.Hold, NetworkRule.Apart), (found.Severity, found.Reason));
        Assert.InRange(found.Ballots.Count, 150, 153);
    }

    [Fact]
    public void Where_nobody_shares_a_network_neither_does_a_surge() => Apart(new HandMade(sharing: 1)).Nothing(Rule);

    [Fact]
    public void A_surge_on_everybodys_networks_is_nothing() => Apart(new HandMade(sharing: 10), onTheirs: 60).Nothing(Rule);

    private static HandMade Behind(
        int voters, double loyal = 1, double returning = 0, long dwell = 30 * Second, HandMade? contest = null, ulong address = 6)
    {
        contest ??= new();
        for (var i = 0; i < voters; i++)
        {
            var (at, entry) = (Start + (i * 12 * Hour / voters), i < loyal * voters ? Entry : contest.Chance.Whole(10, 59));
            var voter = contest.Vote(at, entry, Site, address, dwell: dwell);
            if (contest.Chance.Happens(returning))
                contest.Vote(at + Day, entry, Site, address, voter: voter);
        }

        return contest;
    }

    /// <param name="onTheirs">How many of the 150 come out of networks of others.</param>
    private static HandMade Apart(HandMade contest, int onTheirs = 0)
    {
        for (var i = 0; i < 150; i++)
            contest.Vote(Then + (i * Minute), network: i < onTheirs ? 1_000_000 + (ulong)i : 0);
        return contest;
    }
}
