using System.Buffers.Binary;
using System.Globalization;
using System.Text.RegularExpressions;
using Voting.Server.Ballots;
using Voting.Server.Storage;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Ballots;

/// <summary>More addresses than anybody can count: what is kept about them stays bounded, in both boxes.</summary>
public sealed class AddressFloodTests(ServerApp app) : IClassFixture<ServerApp>
{
    private static readonly long Now = TestClock.Start.ToUnixTimeMilliseconds();

    [Fact]
    public void Five_million_networks_in_a_minute_leave_no_more_windows_than_the_bound()
    {
        const int most = 10_000;
        var windows = new AddressWindows(hardCap: 3, most);
        var known = new AddressPrefix(0x2001_0DB8_FFFF_0001);
        windows.Count(known, Now - 60_000);

        // Neighbours in one network, then ever other networks.
        for (var i = 0UL; i < 2_500_000; i++)
            windows.Count(new AddressPrefix((0x2001_0DB8UL << 32) + i), Now);
        for (var i = 0UL; i < 2_500_000; i++)
            windows.Count(new AddressPrefix((0x2600_0000UL << 32) + (i << 16)), Now);

        Assert.InRange(windows.Windows, 2 * most, (2 * most) + 2);
        // Newcomers wait; who was there in the last minute does not.
        Assert.NotNull(windows.Check(new AddressPrefix(0x2A00_0000UL << 32), Now));
        Assert.Null(windows.Check(known, Now));
    }

    [Fact]
    public void Known_addresses_that_come_back_every_minute_do_not_add_up()
    {
        const int most = 1000;
        var windows = new AddressWindows(hardCap: 3, most);
        for (var minute = 0; minute < 10; minute++)
        {
            var now = Now + (minute * 60_000L);
            for (var fresh = 0; fresh < most; fresh++)
                windows.Count(new AddressPrefix((ulong)((minute * most) + fresh + 1) << 20), now);
            for (var back = 0; back < minute * most; back++)
                windows.Count(new AddressPrefix((ulong)(back + 1) << 20), now);
            Assert.InRange(windows.Windows, most, 2 * ((3 * most) + 1));
        }
    }

    [SkippableFact]
    public async Task Redis_keeps_as_little_and_forgets_it_after_three_minutes()
    {
        const int most = 500;
        app.OnItsEngines();
        var redis = (RedisConnection)app.Services.GetService(typeof(RedisConnection))!;
        var prefix = $"a:{{flood-{Guid.NewGuid():N}:0}}";
        var script = BoxScripts.Text("address_window", "take_address");
        await Parallel.ForEachAsync(Enumerable.Range(0, 6000), new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (i, _) =>
        {
            var address = new byte[8];
            BinaryPrimitives.WriteUInt64BigEndian(address, ((ulong)0x2001_0DB8 << 32) + ((ulong)i << (i % 2 * 16)));
            await redis.EvalAsync(script, [prefix], address, 1_000_000, Now, most);
        });

        var (own, shared) = ($"{prefix}:{Now / 60_000}", $"{prefix}:{Now / 60_000}:shared");
        Assert.Equal(most, (await redis.CallAsync("HLEN", own)).Number);
        Assert.Equal(most + 1, (await redis.CallAsync("HLEN", shared)).Number);
        Assert.InRange((await redis.CallAsync("PTTL", own)).Number, 1, 180_000);
        Assert.InRange((await redis.CallAsync("PTTL", shared)).Number, 1, 180_000);
        var rest = (await redis.CallAsync("HGET", shared, "rest")).Text;
        Assert.Matches(new Regex("^[0-9]+$"), rest);
        Assert.InRange(int.Parse(rest!, CultureInfo.InvariantCulture), 1000, 3000);
    }
}
