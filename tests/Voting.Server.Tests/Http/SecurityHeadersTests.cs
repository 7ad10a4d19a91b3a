using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Voting.Server.Ledger;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Http;

public sealed class SecurityHeadersTests(VotingApp app) : IClassFixture<VotingApp>
{
    /// <summary>Every kind of answer: pages, programs' answers, files, pictures, redirections, and every kind of refusal.</summary>
    public static TheoryData<string, string, int> Answers => new()
    {
        { "GET", "/", 200 }, { "GET", "/organizer", 200 }, { "GET", "/c/none", 404 }, { "GET", "/nothing-here", 404 }, { "HEAD", "/", 200 },
        { "GET", "/api/contests", 200 }, { "GET", "/api/contests/none", 404 }, { "GET", "/log/none/checkpoint", 404 },
        { "GET", "/css/site.css", 200 }, { "GET", "/css/nothing.css", 404 }, { "GET", "/health/live", 200 }, { "GET", "/health/ready", 200 },
        { "GET", "/openapi/v1.json", 200 }, { "GET", "/api/organizer/contests", 401 }, { "GET", "/organizer/new", 303 },
        { "GET", "/metrics", 200 }, { "GET", "/hubs/leaderboard", 400 }, { "PUT", "/api/contests", 405 }, { "DELETE", "/api/session", 204 },
        { "POST", "/api/session", 415 }, { "POST", "/hubs/leaderboard/negotiate", 200 }, { "OPTIONS", "/", 405 }, { "TRACE", "/", 405 },
        { "GET", "/../../etc/passwd", 404 }, { "GET", "/?q=%00%ff", 200 }, { "GET", "/error/500", 404 },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Every_answer_forbids_the_browser_what_it_never_needs(string method, string url, int status)
    {
        foreach (var scheme in new[] { "http", "https" })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), $"{scheme}://localhost{url}");
            var answer = await Answer.Of(app.NewClient().SendAsync(request));
            Assert.Equal(status, (int)answer.Status);
            AssertForbidding(answer, scheme);
        }
    }

    [Fact]
    public async Task So_do_refusals_of_what_was_sent_and_faults()
    {
        var contest = await app.OpenContestAsync();
        var voter = contest.NewVoter();
        await voter.CastAsync(1);
        AssertForbidding((await voter.CastAsync(1)).Is(HttpStatusCode.Conflict, "already-voted"), "http");
        AssertForbidding((await voter.CastAsync(99)).Is(HttpStatusCode.UnprocessableEntity, "entry-not-found"), "http");
        AssertForbidding((await voter.CastAsync([.. Enumerable.Range(1, 9000)])).Is(HttpStatusCode.RequestEntityTooLarge, "body-too-large"), "http");
        using var foreign = new HttpRequestMessage(HttpMethod.Delete, "/api/session") { Headers = { { "Origin", "null" } } };
        AssertForbidding((await Answer.Of(app.NewClient().SendAsync(foreign))).Is(HttpStatusCode.Forbidden, "foreign-origin"), "http");

        var board = await Answer.Of(app.NewClient().GetAsync($"/api/contests/{contest.Slug}/leaderboard"));
        using var again = new HttpRequestMessage(HttpMethod.Get, $"/api/contests/{contest.Slug}/leaderboard");
        again.Headers.TryAddWithoutValidation("If-None-Match", board.Headers.ETag!.ToString());
        AssertForbidding((await Answer.Of(app.NewClient().SendAsync(again))).Is(HttpStatusCode.NotModified), "http");

        var connection = app.Services.GetRequiredService<LedgerConnection>();
        connection.Fault = _ => throw new InvalidOperationException("A fault of the test.");
        var faulty = await contest.MoveAsync("reviewing");
        connection.Fault = _ => Task.CompletedTask;
        Assert.True((int)faulty.Status >= 500);
        AssertForbidding(faulty, "http");
    }

    private static void AssertForbidding(Answer answer, string scheme)
    {
        var policy = Header(answer, "Content-Security-Policy");
        Assert.Contains("default-src 'none'", policy);
        Assert.Contains("script-src 'self'", policy);
        Assert.Contains("frame-ancestors 'none'", policy);
        Assert.DoesNotContain("unsafe", policy);
        Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
        Assert.Equal("same-origin", Header(answer, "Referrer-Policy"));
        Assert.Equal("same-origin", Header(answer, "Cross-Origin-Opener-Policy"));
        Assert.Equal(scheme == "https" ? "max-age=31536000" : null, answer.Headers.TryGetValues("Strict-Transport-Security", out var kept) ? kept.Single() : null);
        Assert.False(answer.Headers.Contains("Server"));
        Assert.False(answer.Headers.Contains("X-Powered-By"));
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

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

    private static string Header(Answer answer, string name) => Assert.Single(answer.Headers.GetValues(name));
}
