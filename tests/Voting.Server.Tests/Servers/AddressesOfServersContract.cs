using System.Net;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Servers;

/// <summary>One address' share is one share, whichever server its ballots reach. The cap is three a minute.</summary>
public abstract class AddressesOfServersContract(Backend backend) : IAsyncLifetime
{
    private const int Cap = 3;

    private VotingApp _a = null!;
    private ContestUnderTest _onA = null!;
    private ContestUnderTest _onB = null!;

    public async Task InitializeAsync()
    {
        _a = await VotingApp.StartAsync(backend, ("Voters:Address:HardCap", $"{Cap}"), ("Voters:Challenge:Mode", "off"));
        var b = await _a.StartSecondAsync();
        _onA = await _a.OpenContestAsync();
        _onB = new ContestUnderTest(b, _onA.Draft);
        await _onB.KnownOpenAsync();
    }

    public async Task DisposeAsync()
    {
        if (_a is not null)
            await _a.DisposeAsync();
    }

    [SkippableFact]
    public async Task Racing_over_both_servers_an_address_gets_its_cap_and_not_one_more()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() => CastAsync(i, "192.0.2.1"))));

        Assert.Equal(Cap, answers.Count(answer => answer.Status == HttpStatusCode.Created));
        var refused = answers.Where(answer => answer.Status != HttpStatusCode.Created).ToList();
        Assert.All(refused, answer => Assert.InRange(
            answer.Is(HttpStatusCode.TooManyRequests, "rate-limited").RetryAfterSeconds!.Value, 1, 120));
        (await CastAsync(0, "192.0.2.2")).Is(HttpStatusCode.Created);

        _a.Clock.Advance(TimeSpan.FromSeconds(refused.Max(answer => answer.RetryAfterSeconds!.Value)));
        (await CastAsync(1, "192.0.2.1")).Is(HttpStatusCode.Created);
        Assert.Equal(Cap + 2, (await _onA.CheckLedgerAsync()).Ballots.Count);
    }

    [SkippableFact]
    public async Task Repeats_and_refused_ballots_take_nothing_of_the_share()
    {
        var voter = _onA.NewVoter("192.0.2.5");
        var key = Voter.NewKey();
        var first = (await voter.CastAsync([1], key)).Is(HttpStatusCode.Created);
        var again = _onB.NewVoter("192.0.2.5");
        foreach (var (name, value) in voter.Jar.Cookies)
            again.Jar.Cookies[name] = value;
        for (var i = 0; i < 2 * Cap; i++)
        {
            Assert.Equal(first.Text, (await again.CastAsync([1], key)).Text);
            (await again.CastAsync([2], key)).Is(HttpStatusCode.UnprocessableEntity, "idempotency-mismatch");
            (await again.CastAsync(1)).Is(HttpStatusCode.Conflict, "already-voted");
            (await again.CastAsync(99)).Is(HttpStatusCode.UnprocessableEntity, "entry-not-found");
        }

        for (var i = 1; i < Cap; i++)
            (await CastAsync(i, "192.0.2.5")).Is(HttpStatusCode.Created);
        (await CastAsync(0, "192.0.2.5")).Is(HttpStatusCode.TooManyRequests, "rate-limited");
    }

    private Task<Answer> CastAsync(int i, string address) => (i % 2 == 0 ? _onA : _onB).NewVoter(address).CastAsync(1);
}

public sealed class ServerAddressesOfServersTests() : AddressesOfServersContract(Backend.Server);

public sealed class ClusterAddressesOfServersTests() : AddressesOfServersContract(Backend.Cluster);
