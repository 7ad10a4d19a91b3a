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

    private static readonly string[] Readable =
        ["/api/contests", "/api/contests/none", "/api/contests/none/voter", "/log/none/vkey", "/health/live", "/"];

    [Fact]
    public async Task Only_calls_from_the_own_site_or_from_no_browser_pass_on_every_route_that_changes_state()
    {
        // The hub's routes name no method.
        List<string> routes =
        [
            .. ServerRoutes.Of(app).Where(route => !route.StartsWith("GET ", StringComparison.Ordinal) || route.Contains(" /hubs", StringComparison.Ordinal)),
            "POST /hubs/leaderboard/negotiate", "POST /hubs/leaderboard", "DELETE /hubs/leaderboard",
        ];
        var wrong = new List<string>();
        var cells = 0;
        foreach (var route in routes)
            foreach (var origin in Origins)
                foreach (var site in Sites)
                {
                    cells++;
                    var (method, pattern) = ServerRoutes.Split(route);
                    var answer = await CallAsync(new HttpMethod(method), ServerRoutes.AddressOf(pattern, "none"), origin, site);
                    var refused = answer.Status == HttpStatusCode.Forbidden && answer.Code == "foreign-origin";
                    if (refused == Passes(origin, site))
                        wrong.Add($"{route} Origin={origin ?? "-"} Site={site ?? "-"}: {(int)answer.Status} {answer.Code}");
                }

        Assert.Contains("GET /hubs/leaderboard", routes);
        Assert.Contains("POST /api/contests/{slug}/ballots", routes);
        Assert.True(routes.Count > 60 && cells == routes.Count * 60, $"{routes.Count} routes");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task The_hub_opens_a_connection_for_the_own_site_or_for_no_browser_only()
    {
        var wrong = new List<string>();
        foreach (var origin in Origins)
            foreach (var site in Sites)
                if (await ConnectsAsync(origin, site) != Passes(origin, site))
                    wrong.Add($"Origin={origin ?? "-"} Site={site ?? "-"}");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task What_was_refused_has_changed_nothing_of_who_is_signed_in_either()
    {
        var contest = await app.OpenContestAsync();
        var organizer = await app.OrganizerAsync();
        (HttpMethod Method, string Url, string Type, string Body)[] acts =
        [
            (HttpMethod.Delete, "/api/session", "application/json", ""),
            (HttpMethod.Post, "/organizer/sign-out", "application/x-www-form-urlencoded", ""),
            (HttpMethod.Post, "/organizer/account/sign-out-everywhere", "application/x-www-form-urlencoded", ""),
            (HttpMethod.Post, $"/api/organizer/contests/{contest.Slug}/phase", "application/json", """{"to":"reviewing"}"""),
            (HttpMethod.Post, $"/organizer/c/{contest.Slug}/phase", "application/x-www-form-urlencoded", "to=reviewing"),
            (HttpMethod.Post, $"/api/organizer/contests/{contest.Slug}/experts", "application/json", """[{"name":"张伟","affiliation":"农业大学"}]"""),
            (HttpMethod.Post, $"/c/{contest.Slug}/vote", "application/x-www-form-urlencoded", $"entry=1&key={Voter.NewKey()}"),
        ];
        foreach (var (method, url, type, body) in acts)
            foreach (var (origin, site) in Origins.SelectMany(origin => Sites.Select(site => (origin, site))).Where(cell => !Passes(cell.origin, cell.site)))
            {
                using var request = new HttpRequestMessage(method, url) { Content = new StringContent(body, Encoding.UTF8, type) };
                Say(request, origin, site);
                (await Answer.Of(organizer.SendAsync(request))).Is(HttpStatusCode.Forbidden, "foreign-origin");
            }

        Assert.Equal(HttpStatusCode.OK, (await organizer.GetAsync("/api/organizer/contests")).StatusCode);
        Assert.Equal("voting", await contest.PhaseAsync());
        Assert.Equal("open", Assert.Single((await contest.CheckLedgerAsync()).LeafTypes, type => type is not "phase"));
        // The same acts from the own page do what they say.
        using var own = new HttpRequestMessage(HttpMethod.Post, $"/api/organizer/contests/{contest.Slug}/phase")
        {
            Content = new StringContent("""{"to":"reviewing"}""", Encoding.UTF8, "application/json"),
        };
        Say(own, "http://localhost", "same-origin");
        (await Answer.Of(organizer.SendAsync(own))).Is(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Reading_is_free_for_everybody()
    {
        foreach (var url in Readable)
            foreach (var origin in Origins)
                foreach (var site in Sites)
                    Assert.NotEqual(HttpStatusCode.Forbidden, (await CallAsync(HttpMethod.Get, url, origin, site)).Status);
    }

    private static bool Passes(string? origin, string? site) =>
        origin?.ToLowerInvariant() is null or "http://localhost" && !string.Equals(site, "cross-site", StringComparison.OrdinalIgnoreCase);

    private async Task<bool> ConnectsAsync(string? origin, string? site)
    {
        var sockets = app.Server.CreateWebSocketClient();
        sockets.ConfigureRequest = request =>
        {
            request.Headers.Origin = origin;
            request.Headers["Sec-Fetch-Site"] = site;
        };
        try
        {
            using var socket = await sockets.ConnectAsync(new Uri("ws://localhost/hubs/leaderboard"), CancellationToken.None);
            return true;
        }
        catch (InvalidOperationException refused)
        {
            Assert.Contains("403", refused.Message);
            return false;
        }
    }

    private async Task<Answer> CallAsync(HttpMethod method, string url, string? origin, string? site)
    {
        using var request = new HttpRequestMessage(method, url);
        if (method != HttpMethod.Get)
            request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        Say(request, origin, site);
        return await Answer.Of(app.NewClient().SendAsync(request));
    }

    private static void Say(HttpRequestMessage request, string? origin, string? site)
    {
        if (origin is not null)
            request.Headers.TryAddWithoutValidation("Origin", origin);
        if (site is not null)
            request.Headers.TryAddWithoutValidation("Sec-Fetch-Site", site);
    }
}
