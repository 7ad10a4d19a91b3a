using System.Net;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Ballots;

/// <summary>What every ballot box does about ballots from one address, with a cap of three a minute, and windows for ten addresses.</summary>
public abstract class AddressWindowContract(Backend backend) : IAsyncLifetime
{
    private const int Cap = 3;
    private const int Windows = 10;

    /// <summary>Parts of the box that addresses are spread over; all addresses here lie in the first one.</summary>
    private readonly int _parts = backend == Backend.Cluster ? 16 : 1;

    private VotingApp _app = null!;
    private ContestUnderTest _contest = null!;

    public async Task InitializeAsync()
    {
        _app = await VotingApp.StartAsync(
            backend, ("Voters:Address:HardCap", $"{Cap}"), ("Voters:Address:MaxWindows", $"{Windows * _parts}"), ("Voters:Challenge:Mode", "off"));
        _contest = await _app.OpenContestAsync();
    }

    public async Task DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
    }

    [SkippableFact]
    public async Task An_address_that_cast_its_share_waits_and_others_do_not()
    {
        await FillAsync("203.0.113.9");

        var refused = (await CastFromAsync("203.0.113.9")).Is(HttpStatusCode.TooManyRequests, "rate-limited");

        Assert.InRange(refused.RetryAfterSeconds!.Value, 1, 120);
        (await CastFromAsync("203.0.113.10")).Is(HttpStatusCode.Created);
        Assert.Equal(Cap + 1, (await _contest.CheckLedgerAsync()).Ballots.Count);
    }

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(29_500)]
    [InlineData(59_999)]
    public async Task Who_waits_as_long_as_told_gets_in(int intoMinute)
    {
        _app.Clock.Advance(TimeSpan.FromMilliseconds(intoMinute));
        await FillAsync("198.51.100.1");
        var refused = await CastFromAsync("198.51.100.1");

        _app.Clock.Advance(TimeSpan.FromSeconds(refused.RetryAfterSeconds!.Value));

        (await CastFromAsync("198.51.100.1")).Is(HttpStatusCode.Created);
        (await CastFromAsync("198.51.100.1")).Is(HttpStatusCode.TooManyRequests, "rate-limited");
    }

    [SkippableFact]
    public async Task A_repeat_is_answered_whatever_its_address_did()
    {
        var voter = _contest.NewVoter("192.0.2.77");
        var key = Voter.NewKey();
        var first = await voter.CastAsync([1], key);
        for (var i = 1; i < Cap; i++)
            await CastFromAsync("192.0.2.77");
        (await CastFromAsync("192.0.2.77")).Is(HttpStatusCode.TooManyRequests, "rate-limited");

        Assert.Equal(first.Bytes, (await voter.CastAsync([1], key)).Bytes);
    }

    [SkippableFact]
    public async Task Refused_ballots_do_not_use_the_window_up()
    {
        var voter = _contest.NewVoter("192.0.2.5");
        (await voter.CastAsync(1)).Is(HttpStatusCode.Created);
        for (var i = 0; i < 10; i++)
            (await voter.CastAsync(1)).Is(HttpStatusCode.Conflict, "already-voted");
        (await voter.CastAsync(2)).Is(HttpStatusCode.Created);
    }

    [SkippableFact]
    public async Task IPv4_written_as_IPv6_is_the_IPv4_address()
    {
        await FillAsync("::ffff:203.0.113.50");
        (await CastFromAsync("203.0.113.50")).Is(HttpStatusCode.TooManyRequests, "rate-limited");
        (await CastFromAsync("::ffff:203.0.113.51")).Is(HttpStatusCode.Created);
    }

    [SkippableFact]
    public async Task IPv6_is_judged_by_its_64_bit_network()
    {
        await FillAsync("2001:db8:1:2::1");
        (await CastFromAsync("2001:db8:1:2:ffff:ffff:ffff:ffff")).Is(HttpStatusCode.TooManyRequests, "rate-limited");
        (await CastFromAsync("2001:db8:1:3::1")).Is(HttpStatusCode.Created);
    }

    [SkippableFact]
    public async Task Racing_ballots_of_one_address_are_admitted_up_to_the_cap_exactly()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => Task.Run(() => CastFromAsync("192.0.2.200"))));
        Assert.Equal(Cap, answers.Count(answer => answer.Status == HttpStatusCode.Created));
        Assert.Equal(60 - Cap, answers.Count(answer => answer.Code == "rate-limited"));
    }

    [SkippableFact]
    public async Task Beyond_the_windows_new_addresses_share_one_a_network_and_known_ones_keep_theirs()
    {
        await FillWindowsAsync();

        for (var i = 0; i < Cap; i++)
            (await CastFromAsync($"2001:db8:20:{i + 1}::1")).Is(HttpStatusCode.Created);
        (await CastFromAsync("2001:db8:20:99::1")).Is(HttpStatusCode.TooManyRequests, "rate-limited");
        for (var i = 0; i < Cap; i++)
            (await CastFromAsync($"10.32.{i}.1")).Is(HttpStatusCode.Created);
        (await CastFromAsync("10.32.250.250")).Is(HttpStatusCode.TooManyRequests, "rate-limited");

        // Others are not concerned: who was here before, and the other networks.
        (await CastFromAsync("2001:db8:10:1::2")).Is(HttpStatusCode.Created);
        (await CastFromAsync("2001:db8:30:1::1")).Is(HttpStatusCode.Created);
    }

    [SkippableFact]
    public async Task Whoever_takes_all_windows_of_a_minute_takes_none_of_who_was_there_before()
    {
        await FillWindowsAsync();
        _app.Clock.Advance(TimeSpan.FromMinutes(1));
        for (var i = 1001; i <= 1000 + Windows; i++)
            (await CastFromAsync($"2001:db8:10:{i}::1")).Is(HttpStatusCode.Created);
        for (var i = 2001; i <= 2000 + Cap; i++)
            (await CastFromAsync($"2001:db8:10:{i}::1")).Is(HttpStatusCode.Created);
        (await CastFromAsync("2001:db8:10:3001::1")).Is(HttpStatusCode.TooManyRequests, "rate-limited");

        // All of them of the network that is full now.
        for (var i = 1; i <= Windows; i++)
            (await CastFromAsync($"2001:db8:10:{i}::1")).Is(HttpStatusCode.Created);
    }

    [SkippableFact]
    public async Task When_there_are_too_many_networks_the_rest_shares_one_window()
    {
        await FillWindowsAsync();
        for (var i = 1; i <= Windows; i++)
            (await CastFromAsync($"2001:db8:{16 * i + 0x1000:x}:1::1")).Is(HttpStatusCode.Created);
        for (var i = 1; i <= Cap; i++)
            (await CastFromAsync($"2001:db8:{16 * i + 0x2000:x}:1::1")).Is(HttpStatusCode.Created);
        (await CastFromAsync("2001:db8:3000:1::1")).Is(HttpStatusCode.TooManyRequests, "rate-limited");
        (await CastFromAsync("10.64.0.1")).Is(HttpStatusCode.TooManyRequests, "rate-limited");
        // A network that has its window keeps it.
        (await CastFromAsync($"2001:db8:{16 + 0x1000:x}:2::1")).Is(HttpStatusCode.Created);
        (await CastFromAsync("2001:db8:10:1::1")).Is(HttpStatusCode.Created);
    }

    /// <summary>Each with one ballot, so that there is room for more.</summary>
    private async Task FillWindowsAsync()
    {
        for (var i = 1; i <= Windows; i++)
            (await CastFromAsync($"2001:db8:10:{i}::1")).Is(HttpStatusCode.Created);
    }

    private async Task FillAsync(string address)
    {
        for (var i = 0; i < Cap; i++)
            (await CastFromAsync(address)).Is(HttpStatusCode.Created);
    }

    private Task<Answer> CastFromAsync(string address) => _contest.NewVoter(address).CastAsync(1);
}

public sealed class EmbeddedAddressWindowTests() : AddressWindowContract(Backend.Embedded);

public sealed class ServerAddressWindowTests() : AddressWindowContract(Backend.Server);

public sealed class ClusterAddressWindowTests() : AddressWindowContract(Backend.Cluster);
