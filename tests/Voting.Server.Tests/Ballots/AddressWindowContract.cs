using System.Net;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Ballots;

/// <summary>What every ballot box does about ballots from one address, with a cap of three a minute.</summary>
public abstract class AddressWindowContract(Backend backend) : IAsyncLifetime
{
    private const int Cap = 3;

    private VotingApp _app = null!;
    private ContestUnderTest _contest = null!;

    public async Task InitializeAsync()
    {
        _app = await VotingApp.StartAsync(backend, ("Voters:Address:HardCap", $"{Cap}"));
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
