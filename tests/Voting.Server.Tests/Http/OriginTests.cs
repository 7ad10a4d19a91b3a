using System.Net;
using System.Text;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Http;

/// <summary>Every combination of what a browser may say about where a call comes from.</summary>
public sealed class OriginTests(VotingApp app) : IClassFixture<VotingApp>
{
    private static readonly string?[] Origins =
    [
        null, "http://localhost", "HTTP://LOCALHOST", "null", "http://evil.example", "https://localhost", "http://localhost:8080",
        "http://localhost.evil.example", "http://evil.example/http://localhost", "file://",
    ];

    private static readonly string?[] Sites = [null, "none", "same-origin", "same-site", "cross-site", "CROSS-SITE"];

    private static readonly (HttpMethod Method, string Url)[] Guarded =
    [
        (HttpMethod.Post, "/api/contests/none/ballots"), (HttpMethod.Post, "/api/session"), (HttpMethod.Delete, "/api/session"),
        (HttpMethod.Post, "/api/organizer/contests"), (HttpMethod.Post, "/api/organizer/contests/none/phase"),
        (HttpMethod.Post, "/api/organizer/contests/none/entries/import"), (HttpMethod.Put, "/api/panel/none/entries/1"),
        (HttpMethod.Patch, "/api/organizer/contests/none"), (HttpMethod.Post, "/hubs/leaderboard/negotiate"), (HttpMethod.Get, "/hubs/leaderboard"),
    ];

    private static readonly string[] Readable =
        ["/api/contests", "/api/contests/none", "/api/contests/none/voter", "/log/none/vkey", "/health/live", "/"];

    [Fact]
    public async Task Only_calls_from_the_own_site_or_from_no_browser_pass()
    {
        var wrong = new List<string>();
        var cells = 0;
        foreach (var (method, url) in Guarded)
            foreach (var origin in Origins)
                foreach (var site in Sites)
                {
                    cells++;
                    var passes = origin?.ToLowerInvariant() is null or "http://localhost"
                        && !string.Equals(site, "cross-site", StringComparison.OrdinalIgnoreCase);
                    var answer = await CallAsync(method, url, origin, site);
                    var refused = answer.Status == HttpStatusCode.Forbidden && answer.Code == "foreign-origin";
                    if (refused == passes)
                        wrong.Add($"{method} {url} Origin={origin ?? "-"} Site={site ?? "-"}: {(int)answer.Status} {answer.Code}");
                }

        Assert.True(cells >= 500);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task Reading_is_free_for_everybody()
    {
        foreach (var url in Readable)
            foreach (var origin in Origins)
                foreach (var site in Sites)
                    Assert.NotEqual(HttpStatusCode.Forbidden, (await CallAsync(HttpMethod.Get, url, origin, site)).Status);
    }

    [Fact]
    public async Task A_foreign_page_can_not_vote_with_a_visitors_cookie()
    {
        var contest = await app.OpenContestAsync();
        var voter = contest.NewVoter();
        await voter.StandingAsync();
        using var request = Mutations.Ballot(contest, """{"entries":[1]}"""u8.ToArray());
        request.Headers.Add("Origin", "https://evil.example");

        (await Answer.Of(voter.Http.SendAsync(request))).Is(HttpStatusCode.Forbidden, "foreign-origin");

        Assert.Equal(10, await voter.RemainingAsync());
        Assert.Empty((await contest.CheckLedgerAsync()).Ballots);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    public async Task What_a_plain_form_can_send_is_no_ballot(string type)
    {
        var contest = await app.OpenContestAsync();
        using var request = Mutations.Post(
            contest.BallotsUrl, """{"entries":[1]}"""u8.ToArray(), type, post => post.Headers.Add("Idempotency-Key", Voter.NewKey()));
        (await Answer.Of(app.NewClient().SendAsync(request))).Is(HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
    }

    private async Task<Answer> CallAsync(HttpMethod method, string url, string? origin, string? site)
    {
        using var request = new HttpRequestMessage(method, url);
        if (method != HttpMethod.Get)
            request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        if (origin is not null)
            request.Headers.TryAddWithoutValidation("Origin", origin);
        if (site is not null)
            request.Headers.TryAddWithoutValidation("Sec-Fetch-Site", site);
        return await Answer.Of(app.NewClient().SendAsync(request));
    }
}
