using Voting.Rules.Signals;

namespace Voting.Rules.Tests.Signals;

public sealed class SignalRowsTests
{
    private static readonly SignalBallot[] Ballots =
    [
        new(4, 300, "device", 1, [7], 21, 31, 0, 50),
        new(3, 200, "device", 2, [5, 7], 22, 31, 9, 0),
        new(1, 100, "device", 1, [5], 0, 32, 9, 50),
        new(2, 200, "device", 0, [5], 22, 0, 0, 500),
    ];

    [Fact]
    public void Rows_stand_by_time_then_index_and_know_their_voters_first_and_later_ones()
    {
        var rows = new SignalRows(Ballots);
        Assert.Equal([1, 2, 3, 4], rows.Ballots.Select(ballot => ballot.Index));
        Assert.Equal([true, true, true, false], rows.IsFirst);
        Assert.Equal([0, 3], rows.FromOn(0));
        Assert.Equal([true, false, false, false], Enumerable.Range(0, 4).Select(rows.HasLater));
        Assert.Equal(200, rows.Span);
    }

    [Fact]
    public void Tags_are_numbered_in_their_order_and_0_is_unknown()
    {
        var rows = new SignalRows(Ballots);
        Assert.Equal([0, 1, 2, 0], rows.Voter);
        Assert.Equal([-1, 0, 0, 1], rows.Address);
        Assert.Equal([0, -1, 1, 1], rows.Network);
        Assert.Equal([0, -1, 0, -1], rows.Device);
    }

    [Fact]
    public void Entries_know_their_rows_and_what_their_voters_cast_for_them_later()
    {
        var rows = new SignalRows(Ballots);
        Assert.Equal([5, 7], rows.Entries);
        Assert.Equal([0, 1, 2], rows.Of(5));
        Assert.Equal([1], rows.BallotsFor(5, [0]));
        Assert.Equal([4L], rows.BallotsFor(7, [0]));
        Assert.Equal([3L, 4], rows.BallotsFor(7, [0, 2, 3]));
    }

    [Fact]
    public void Fresh_is_a_first_ballot_within_ten_minutes_of_first_sight()
    {
        SignalBallot[] ballots =
        [
            new(1, 1_000_000, "device", 1, [5], 0, 0, 0, 400_000), new(2, 1_000_000, "device", 2, [5], 0, 0, 0, 399_999),
            new(3, 1_000_000, "device", 3, [5], 0, 0, 0, 0), new(4, 1_000_001, "device", 1, [5], 0, 0, 0, 1_000_001),
        ];
        var rows = new SignalRows(ballots);
        Assert.Equal([true, false, false, false], Enumerable.Range(0, 4).Select(rows.IsFresh));
        Assert.Equal(600_000, rows.Dwell(0));
    }
}
