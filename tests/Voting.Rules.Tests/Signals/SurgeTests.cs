using Voting.Rules.Signals;

namespace Voting.Rules.Tests.Signals;

using static HandMade;

public sealed class SurgeTests
{
    [Fact]
    public void Two_bursts_are_two_surges_with_their_own_edges()
    {
        var contest = new HandMade();
        foreach (var from in new[] { Then - (20 * Hour), Then })
        {
            for (var i = 0; i < 60; i++)
                contest.Vote(from + (i * 10 * Second));
        }

        var rows = new SignalRows(contest.Ballots);
        var members = rows.Of(Entry);
        var surges = Surge.Find(rows, Entry, members);

        Assert.Equal(2, surges.Count);
        Assert.All(surges, surge => Assert.InRange(surge.Count, 60, 62));
        Assert.All(surges, surge => Assert.InRange(rows.Ballots[members[surge.To]].At - rows.Ballots[members[surge.From]].At, 9 * Minute, 3 * Hour));
        Assert.All(surges, surge => Assert.InRange(surge.Expected, 0, 1));
    }

    [Fact]
    public void Three_times_the_baseline_is_none_and_ten_times_is_one()
    {
        // The baseline is about one ballot an hour.
        Assert.Empty(Find(20));
        Assert.InRange(Assert.Single(Find(100)).Count, 95, 110);

        static IReadOnlyList<Surge> Find(int ballots)
        {
            var contest = new HandMade();
            for (var i = 0; i < ballots; i++)
                contest.Vote(Then + (i * 10 * Hour / ballots));
            var rows = new SignalRows(contest.Ballots);
            return Surge.Find(rows, Entry, rows.Of(Entry));
        }
    }

    [Fact]
    public void A_contest_too_small_for_a_baseline_has_none()
    {
        var contest = Enumerable.Range(0, 100).Select(i => new SignalBallot(i, Then + i, "device", (UInt128)i, [Entry], 0, 0, 0, 0)).ToList();
        var rows = new SignalRows(contest);
        Assert.Empty(Surge.Find(rows, Entry, rows.Of(Entry)));
    }
}
