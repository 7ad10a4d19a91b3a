using Voting.Server.Tests.App;
using Voting.Server.Voters;

namespace Voting.Server.Tests.Voters;

public sealed class FrictionCountsTests
{
    private readonly TestClock _clock = new();

    private RecentCounts New() => new(TimeSpan.FromMinutes(5), 1 << 18, _clock);

    [Fact]
    public void Things_are_counted_apart_and_by_kind()
    {
        var counts = New();
        for (var i = 1; i <= 100; i++)
            Assert.Equal(i, counts.Add('a', 7));
        Assert.Equal(100, counts.Count('a', 7));
        Assert.Equal(0, counts.Count('b', 7));
        Assert.Equal(0, counts.Count('a', 8));
    }

    [Fact]
    public void What_was_before_fades_and_is_gone()
    {
        // Windows begin at whole multiples: the start lies on one.
        var counts = New();
        for (var i = 0; i < 100; i++)
            counts.Add('a', 7);
        _clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(100, counts.Count('a', 7));
        _clock.Advance(TimeSpan.FromMinutes(2.5));
        Assert.Equal(50, counts.Count('a', 7));
        _clock.Advance(TimeSpan.FromMinutes(2.5));
        Assert.Equal(0, counts.Count('a', 7));
        counts.Add('a', 7);
        _clock.Advance(TimeSpan.FromMinutes(20));
        Assert.Equal(0, counts.Count('a', 7));
    }

    /// <summary>With five million other /64 networks in the window memory is what it was; nobody counts less, quiet ones little more.</summary>
    [Fact]
    public void Five_million_networks_take_no_memory_and_add_little()
    {
        var counts = New();
        counts.Add('a', 1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 40; i++)
            counts.Add('a', 0x2001_0db8_0000_0001);
        for (ulong network = 0; network < 5_000_000; network++)
            counts.Add('a', 0x2002_0000_0000_0000 + network);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
        Assert.InRange(counts.Count('a', 0x2001_0db8_0000_0001), 40, 100);
        Assert.InRange(counts.Count('a', 0x2003_0000_0000_0000), 0, 60);
    }
}
