using Voting.Rules.Signals;

namespace Voting.Rules.Tests.Signals;

public sealed class TightBandTests
{
    [Fact]
    public void The_densest_band_is_the_one_that_counting_all_of_them_finds()
    {
        var chance = new Chance(3);
        for (var i = 0; i < 300; i++)
        {
            var durations = Enumerable.Range(0, chance.Whole(1, 40)).Select(_ => 1 + (long)chance.LogNormal(20, 1.5)).Order().ToArray();
            var most = durations.Max(low => durations.Count(duration => duration >= low && duration <= 3 * low));
            var band = TightBand.Densest(durations);
            Assert.Equal(most, band.Count);
            Assert.Equal(most, band.CountIn(durations));
            Assert.True(TightBand.HoldsSome(durations, most));
            Assert.False(TightBand.HoldsSome(durations, most + 1));
        }
    }

    [Fact]
    public void A_run_ends_where_two_of_three_are_no_longer_alike()
    {
        long[] durations = [.. Wild(40), .. Enumerable.Repeat(10L, 60), .. Wild(40)];
        var run = Assert.Single(TightRun.Find(durations, floor: 1, window: 50, least: 38, _ => true));
        Assert.Equal((40, 99, 50), (run.From, run.To, run.Band.Count));
    }

    [Fact]
    public void Another_band_is_another_run()
    {
        long[] durations = [.. Enumerable.Repeat(10L, 60), .. Enumerable.Repeat(100L, 60)];
        Assert.Equal([(0, 59), (60, 119)], TightRun.Find(durations, floor: 1, window: 50, least: 38, _ => true).Select(run => (run.From, run.To)));
        Assert.Empty(TightRun.Find(durations, floor: 1, window: 50, least: 38, _ => false));
        Assert.Equal([(0, 119)], TightRun.Find(durations, floor: 50, window: 50, least: 38, _ => true).Select(run => (run.From, run.To)));
    }

    private static IEnumerable<long> Wild(int count) => Enumerable.Range(0, count).Select(i => 1000L << (2 * (i % 9)));
}
