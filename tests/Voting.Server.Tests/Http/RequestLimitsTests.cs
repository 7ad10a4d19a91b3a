using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Voting.Server.Http;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Http;

/// <summary>How much one may send, over real connections: what is too much is told as a problem, and far too much is cut off.</summary>
public sealed class RequestLimitsTests(RequestLimitsTests.Listening listening) : IClassFixture<RequestLimitsTests.Listening>
{
    private VotingApp App => listening.App;

    [Theory]
    [InlineData(1, 17_000)]
    [InlineData(40, 500)]
    [InlineData(70, 1)]
    public async Task Too_large_or_too_many_headers_are_a_problem_for_programs_and_a_page_for_people(int count, int size)
    {
        var headers = string.Concat(Enumerable.Range(0, count).Select(i => $"X-{i}: {new string('a', size)}\r\n"));

        var problem = await RawHttp.AskAsync(App, $"GET /api/contests HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{headers}\r\n");
        Assert.StartsWith("HTTP/1.1 431 ", problem);
        Assert.Contains("\"code\":\"headers-too-large\"", problem);
        Assert.Contains("Content-Security-Policy:", problem);
        var page = await RawHttp.AskAsync(App, $"GET /?lang=en HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{headers}\r\n");
        Assert.StartsWith("HTTP/1.1 431 ", page);
        Assert.Contains("cookies of this site", page);
    }

    [Fact]
    public async Task A_cookie_jar_as_full_as_a_browser_makes_it_is_no_problem() => Assert.StartsWith("HTTP/1.1 200 ", await RawHttp.AskAsync(
        App, $"GET /api/contests HTTP/1.1\r\nHost: a\r\nConnection: close\r\nCookie: {string.Join("; ", Enumerable.Range(0, 50).Select(i => $"name-{i}={new string('v', 200)}"))}\r\n\r\n"));

    [Theory]
    [InlineData(4000, "200")]
    [InlineData(5000, "414")]
    public async Task Too_long_an_address_is_a_problem(int length, string status)
    {
        var answer = await RawHttp.AskAsync(App, $"GET /api/contests?q={new string('a', length)} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        Assert.StartsWith($"HTTP/1.1 {status} ", answer);
        Assert.Equal(status == "414", answer.Contains("\"code\":\"address-too-long\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("GET /{9000} HTTP/1.1\r\nHost: a\r\n\r\n", "414")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nX: {40000}\r\n\r\n", "431")]
    [InlineData("GET / HTTP/1.1\r\n{headers}\r\n", "431")]
    [InlineData("GET / HTTP/1.1\r\n\r\n", "400")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400")]
    [InlineData("GET http://[ HTTP/1.1\r\nHost: a\r\n\r\n", "400")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nX : b\r\n\r\n", "400")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n", "400")]
    [InlineData("POST /api/session HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n", "400")]
    [InlineData("POST /api/session HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", "400")]
    [InlineData("nothing of the kind\r\n\r\n", "505")]
    public async Task What_is_beyond_all_measure_or_no_HTTP_ends_the_connection(string request, string status)
    {
        request = request.Replace("{9000}", new string('a', 9000)).Replace("{40000}", new string('a', 40_000))
            .Replace("{headers}", string.Concat(Enumerable.Range(0, 150).Select(i => $"X-{i}: a\r\n")));
        Assert.StartsWith($"HTTP/1.1 {status} ", await RawHttp.AskAsync(App, request));
    }

    /// <summary>Two ways to say where a request ends are a way to smuggle another one past a proxy.</summary>
    [Theory]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\nGET /api/contests HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\nGET /api/contests HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData("Transfer-Encoding: identity\r\nContent-Length: 0\r\n\r\nGET /api/contests HTTP/1.1\r\nHost: a\r\n\r\n")]
    public async Task A_request_that_ends_in_two_ways_is_the_last_of_its_connection(string rest)
    {
        var answer = await RawHttp.AskAsync(App, $"POST /api/session HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n{rest}");
        Assert.Equal(1, answer.Split("HTTP/1.1 ").Length - 1);
        Assert.StartsWith("HTTP/1.1 4", answer);
    }

    [Theory]
    [InlineData("/api/contests/{slug}/ballots", RequestBody.BallotLimit + 1, false)]
    [InlineData("/api/contests/{slug}/ballots", RequestBody.BallotLimit + 1, true)]
    [InlineData("/api/session", RequestBody.BallotLimit + 1, true)]
    [InlineData("/api/organizer/contests", RequestBody.FormLimit + 1, true)]
    [InlineData("/api/organizer/contests/{slug}/entries/import", RequestBody.ImportLimit + 1, false)]
    [InlineData("/api/organizer/contests/{slug}/entries/import", RequestBody.ImportLimit + RequestBody.FormLimit + 1, true)]
    public async Task Too_large_a_body_is_a_problem_whether_its_length_is_told_or_not(string url, int size, bool isChunked)
    {
        var type = url.EndsWith("import", StringComparison.Ordinal) ? "text/csv" : "application/json";
        using var request = new HttpRequestMessage(HttpMethod.Post, url.Replace("{slug}", listening.Draft.Slug))
        {
            Content = new ByteArrayContent(new byte[size]) { Headers = { ContentType = new MediaTypeHeaderValue(type) } },
        };
        request.Headers.TransferEncodingChunked = isChunked;
        request.Headers.ExpectContinue = true;
        request.Headers.Add("Idempotency-Key", Voter.NewKey());
        (await Answer.Of((await App.OrganizerAsync()).SendAsync(request))).Is(HttpStatusCode.RequestEntityTooLarge, "body-too-large");
    }

    [Theory]
    [InlineData("Content-Length: 9000000\r\n")]
    [InlineData("Content-Length: 70000\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n")]
    public async Task A_form_that_is_too_large_or_does_not_say_how_large_it_is_is_refused_before_it_is_read(string length)
    {
        using var raw = await RawHttp.ConnectAsync(App);
        await raw.SendAsync($"POST /organizer HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n{length}\r\n");
        Assert.StartsWith("HTTP/1.1 400 ", await raw.ReadStartAsync());
    }

    [Fact]
    public async Task Slow_headers_bodies_and_readers_are_cut_off_and_a_slow_ballot_is_not()
    {
        await using var impatient = await VotingApp.ListenAsync(("Http:HeadersTimeout", "00:00:00.500"), ("Http:Grace", "00:00:01.1"), ("Http:SlowestRate", "1000"));
        var contest = await impatient.OpenContestAsync();
        using var headers = await RawHttp.ConnectAsync(impatient);
        using var body = await RawHttp.ConnectAsync(impatient);
        await headers.SendAsync("GET / HTTP/1.1\r\nHost: a\r\nX: ");
        await body.SendAsync("POST /api/session HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{");

        var (first, second) = (headers.ReadStartAsync(), body.ReadStartAsync());
        var ballot = $$"""{"entries":[1]}""";
        using var voter = await RawHttp.ConnectAsync(impatient);
        await voter.SendAsync(
            $"POST {contest.BallotsUrl} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\nIdempotency-Key: {Voter.NewKey()}\r\nContent-Length: {ballot.Length}\r\n\r\n");
        foreach (var part in ballot.Chunk(4))
        {
            await Task.Delay(100);
            await voter.SendAsync(new string(part));
        }

        Assert.StartsWith("HTTP/1.1 201 ", await voter.ReadToEndAsync());
        Assert.StartsWith("HTTP/1.1 408 ", await first);
        // Nothing but the end, or an answer that says so.
        Assert.Matches("^$|^HTTP/1.1 4(08|00) ", await second);
    }

    [Fact]
    public async Task One_connection_more_than_there_may_be_is_closed_and_room_is_made_again()
    {
        await using var small = await VotingApp.ListenAsync(("Http:MaxConnections", "3"));
        var guests = new List<Socket>();
        for (var i = 0; i < 3; i++)
            guests.Add(await Peer.ConnectAsync(small.Address.Port));
        using (var refused = await RawHttp.ConnectAsync(small))
            Assert.Equal("", await refused.ReadToEndAsync());

        guests[0].Dispose();
        var answer = "";
        for (var tries = 0; answer.Length == 0 && tries < 100; tries++)
        {
            await Task.Delay(20);
            answer = await RawHttp.AskAsync(small, "GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        }

        Assert.StartsWith("HTTP/1.1 200 ", answer);
        guests.ForEach(guest => guest.Dispose());
    }

    public sealed class Listening : IAsyncLifetime
    {
        public VotingApp App { get; private set; } = null!;

        /// <summary>A contest that takes entries still.</summary>
        public ContestUnderTest Draft { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            App = await VotingApp.ListenAsync();
            Draft = new ContestUnderTest(App, new Draft());
            (await Draft.CreateAsync()).Is(HttpStatusCode.Created);
        }

        public async Task DisposeAsync() => await App.DisposeAsync();
    }
}
