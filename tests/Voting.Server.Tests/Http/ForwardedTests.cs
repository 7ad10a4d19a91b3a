using System.Net;
using System.Runtime.InteropServices;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Http;

/// <summary>
/// Whose word is taken for a request's address, over real connections: 127.0.0.2 and 127.0.7.0/24 are listed, 127.0.0.3 is
/// not. An address may cast one ballot a minute, so that a second one tells which address the server took it for.
/// </summary>
public sealed class ForwardedTests(ForwardedTests.Behind proxies) : IClassFixture<ForwardedTests.Behind>, IAsyncLifetime
{
    private const string Proxy = "127.0.0.2";
    private const string OfNetwork = "127.0.7.9";
    private const string Stranger = "127.0.0.3";

    private ContestUnderTest _contest = null!;

    public async Task InitializeAsync()
    {
        Skip.If(proxies.App is null, "Other systems do not send from all of 127.0.0.0/8.");
        _contest = await proxies.App!.OpenContestAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [SkippableTheory]
    [InlineData("203.0.113.1", "203.0.113.1")]
    [InlineData("198.51.100.7, 203.0.113.1", "203.0.113.1")]
    [InlineData("198.51.100.7,198.51.100.8 ,  203.0.113.1", "203.0.113.1")]
    [InlineData("203.0.113.1:51234", "203.0.113.1")]
    [InlineData("[2001:db8:5:6::1]:443", "2001:db8:5:6::")]
    [InlineData("2001:db8:5:6::77", "2001:db8:5:6::")]
    [InlineData("::ffff:203.0.113.1", "203.0.113.1")]
    [InlineData("127.0.0.2", "127.0.0.2")]
    [InlineData("203.0.113.1, 127.0.0.2", "203.0.113.1")]
    [InlineData("198.51.100.7, 203.0.113.1, 127.0.7.200, 127.0.0.2, 127.0.7.1", "203.0.113.1")]
    [InlineData("203.0.113.1, 127.0.0.3", "127.0.0.3")]
    [InlineData("203.0.113.1, garbage", Proxy)]
    [InlineData("203.0.113.1, unknown", Proxy)]
    [InlineData("203.0.113.1, ,", "203.0.113.1")]
    [InlineData("203.0.113.1; 203.0.113.2", Proxy)]
    [InlineData("203.0.113.999", Proxy)]
    [InlineData("", Proxy)]
    [InlineData(null, Proxy)]
    public async Task A_listed_proxy_is_believed_up_to_the_first_hop_that_is_not_listed(string? forwarded, string address) =>
        Assert.Equal(address, await AddressOfAsync(Proxy, address, forwarded));

    [SkippableFact]
    public async Task Two_headers_are_one_list() =>
        Assert.Equal("203.0.113.1", await AddressOfAsync(Proxy, "203.0.113.1", "198.51.100.7", "203.0.113.1"));

    [SkippableFact]
    public async Task A_listed_network_is_believed_like_an_address() =>
        Assert.Equal("203.0.113.1", await AddressOfAsync(OfNetwork, "203.0.113.1", "203.0.113.1"));

    [SkippableTheory]
    [InlineData("203.0.113.1")]
    [InlineData("127.0.0.2")]
    [InlineData("203.0.113.1, 127.0.0.2")]
    [InlineData("::1")]
    [InlineData("garbage")]
    public async Task Nobody_else_is_believed(string forwarded) =>
        Assert.Equal(Stranger, await AddressOfAsync(Stranger, Stranger, forwarded));

    [SkippableFact]
    public async Task A_spoofer_gets_one_address_however_many_are_made_up()
    {
        Assert.Null((await CastAsync(Stranger, "203.0.113.1")).Code);
        for (var i = 2; i < 20; i++)
            (await CastAsync(Stranger, $"203.0.113.{i}")).Is(HttpStatusCode.TooManyRequests, "rate-limited");
        // Through the proxy, what the spoofer put in front of the own address counts for nothing either.
        (await CastAsync(Proxy, "203.0.113.50, 198.51.100.9")).Is(HttpStatusCode.Created);
        (await CastAsync(Proxy, "203.0.113.51, 198.51.100.9")).Is(HttpStatusCode.TooManyRequests, "rate-limited");
    }

    [SkippableTheory]
    [InlineData(Proxy, true)]
    [InlineData(Stranger, false)]
    public async Task Scheme_and_host_are_the_proxys_word_too(string peer, bool isBelieved)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/contests/{_contest.Slug}/voter");
        request.Headers.Add("X-Forwarded-For", "203.0.113.1");
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-Host", "vote.example");
        using var answer = await ClientOf(peer).SendAsync(request);
        Assert.Equal(isBelieved, answer.Headers.Contains("Strict-Transport-Security"));
        Assert.StartsWith(isBelieved ? "__Host-device=" : "device=", answer.Headers.GetValues("Set-Cookie").Single());

        // The own page of the host that the proxy serves may change state, and the page of no other one.
        using var signOut = new HttpRequestMessage(HttpMethod.Delete, "/api/session");
        signOut.Headers.Add("X-Forwarded-For", "203.0.113.1");
        signOut.Headers.Add("X-Forwarded-Proto", "https");
        signOut.Headers.Add("X-Forwarded-Host", "vote.example");
        signOut.Headers.Add("Origin", "https://vote.example");
        Assert.Equal(isBelieved ? HttpStatusCode.NoContent : HttpStatusCode.Forbidden, (await ClientOf(peer).SendAsync(signOut)).StatusCode);
    }

    [SkippableTheory]
    [InlineData(Stranger, null, HttpStatusCode.OK)]
    [InlineData(Stranger, "203.0.113.1", HttpStatusCode.Forbidden)]
    [InlineData(Stranger, "127.0.0.1", HttpStatusCode.Forbidden)]
    [InlineData(Proxy, "203.0.113.1", HttpStatusCode.Forbidden)]
    [InlineData(Proxy, "127.0.0.1, 203.0.113.1", HttpStatusCode.Forbidden)]
    public async Task Metrics_are_not_for_who_comes_through_a_proxy_from_elsewhere(string peer, string? forwarded, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        if (forwarded is not null)
            request.Headers.Add("X-Forwarded-For", forwarded);
        Assert.Equal(status, (await ClientOf(peer).SendAsync(request)).StatusCode);
    }

    /// <returns>The expected address if the ballot used up its one place, and only it; else what happened.</returns>
    private async Task<string> AddressOfAsync(string peer, string expected, params string?[] forwarded)
    {
        (await CastAsync(peer, forwarded)).Is(HttpStatusCode.Created);
        // The same address from another peer's mouth: only the one that was counted is full now.
        var candidates = new[] { expected, peer, "203.0.113.1", "203.0.113.2", "198.51.100.7", "127.0.0.1" }.Distinct();
        var full = new List<string>();
        foreach (var candidate in candidates)
            if ((await CastAsync(OfNetwork, candidate.EndsWith(':') ? candidate + "1234" : candidate)).Code == "rate-limited")
                full.Add(candidate);
        return string.Join(' ', full);
    }

    private async Task<Answer> CastAsync(string peer, params string?[] forwarded)
    {
        using var request = Mutations.Ballot(_contest, """{"entries":[1]}"""u8.ToArray());
        foreach (var value in forwarded)
            if (value is not null)
                request.Headers.TryAddWithoutValidation("X-Forwarded-For", value);
        return await Answer.Of(ClientOf(peer).SendAsync(request));
    }

    private HttpClient ClientOf(string peer) => new(Peer.From(peer)) { BaseAddress = proxies.App!.Address };

    public sealed class Behind : IAsyncLifetime
    {
        public VotingApp? App { get; private set; }

        public async Task InitializeAsync()
        {
            if (RuntimeInformation.IsOSPlatform(OSPlatform.Linux))
                App = await VotingApp.ListenAsync(
                    ("ReverseProxy:KnownProxies:0", Proxy), ("ReverseProxy:KnownProxies:1", "127.0.7.0/24"), ("Voters:Address:HardCap", "1"),
                    ("Voters:Challenge:Mode", "off"));
        }

        public async Task DisposeAsync()
        {
            if (App is not null)
                await App.DisposeAsync();
        }
    }
}
