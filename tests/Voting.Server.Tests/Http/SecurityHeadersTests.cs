using System.Net;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Http;

public sealed class SecurityHeadersTests(VotingApp app) : IClassFixture<VotingApp>
{
    [Theory]
    [InlineData("/api/contests")]
    [InlineData("/api/contests/none")]
    [InlineData("/log/none/checkpoint")]
    [InlineData("/nothing-here")]
    [InlineData("/css/site.css")]
    [InlineData("/health/live")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/api/organizer/contests")]
    public async Task Every_answer_forbids_the_browser_what_it_never_needs(string url)
    {
        var answer = await Answer.Of(app.NewClient().GetAsync(url));

        var policy = Header(answer, "Content-Security-Policy");
        Assert.Contains("default-src 'none'", policy);
        Assert.Contains("script-src 'self'", policy);
        Assert.Contains("frame-ancestors 'none'", policy);
        Assert.DoesNotContain("unsafe", policy);
        Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
        Assert.Equal("same-origin", Header(answer, "Referrer-Policy"));
        Assert.Equal("same-origin", Header(answer, "Cross-Origin-Opener-Policy"));
        Assert.False(answer.Headers.Contains("Server"));
        Assert.False(answer.Headers.Contains("X-Powered-By"));
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Cookies_are_out_of_reach_for_scripts_and_bound_to_the_host_on_https()
    {
        var contest = await app.OpenContestAsync();
        var plain = await SetCookieAsync($"http://localhost/api/contests/{contest.Slug}/voter");
        var secure = await SetCookieAsync($"https://localhost/api/contests/{contest.Slug}/voter");

        Assert.StartsWith("device=", plain);
        Assert.DoesNotContain("secure", plain);
        Assert.StartsWith("__Host-device=", secure);
        Assert.Contains("secure", secure);
        Assert.All([plain, secure], cookie =>
        {
            Assert.Contains("httponly", cookie);
            Assert.Contains("samesite=lax", cookie);
            Assert.Contains("path=/", cookie);
            Assert.DoesNotContain("domain=", cookie);
        });
    }

    [Fact]
    public async Task Https_is_remembered() =>
        Assert.Equal("max-age=31536000", Header(await Answer.Of(app.NewClient().GetAsync("https://localhost/api/contests")), "Strict-Transport-Security"));

    [Fact]
    public async Task A_forged_device_cookie_is_a_first_contact()
    {
        var contest = await app.OpenContestAsync();
        var voter = contest.NewVoter();
        await voter.CastAsync(1);
        var genuine = voter.Jar.Cookies["device"];
        var other = contest.NewVoter();
        await other.StandingAsync();
        foreach (var forged in new[]
        {
            genuine[..^1] + (genuine[^1] == 'A' ? 'Q' : 'A'), genuine.Split('.')[0] + "." + other.Jar.Cookies["device"].Split('.')[1],
            genuine + "A", genuine.Split('.')[0], "." + genuine, "....",
        })
        {
            var forger = contest.NewVoter();
            forger.Jar.Cookies["device"] = forged;
            Assert.Equal(10, await forger.RemainingAsync());
            Assert.NotEqual(forged, forger.Jar.Cookies["device"]);
        }
    }

    private async Task<string> SetCookieAsync(string url)
    {
        using var response = await app.NewClient().GetAsync(url);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return Assert.Single(response.Headers.GetValues("Set-Cookie"));
    }

    private static string Header(Answer answer, string name) => Assert.Single(answer.Headers.GetValues(name));
}
