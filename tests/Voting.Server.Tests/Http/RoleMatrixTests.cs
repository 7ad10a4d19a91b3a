using System.Net;
using System.Text;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Http;

/// <summary>Every route that the server has × everybody who may come: nobody, an expert, an expert of another contest, an organizer.</summary>
public sealed class RoleMatrixTests(VotingApp app) : IClassFixture<VotingApp>
{
    private static readonly string[] Closed = ["sign-in-required", "not-allowed"];

    /// <summary>What every route answers to whom; null where it opens, whatever comes then.</summary>
    private static readonly Dictionary<string, Dictionary<string, string?>> Expected = new()
    {
        ["organizer"] = new() { ["nobody"] = "sign-in-required", ["expert"] = "not-allowed", ["other expert"] = "not-allowed", ["organizer"] = null },
        ["panel"] = new() { ["nobody"] = "sign-in-required", ["expert"] = null, ["other expert"] = "not-allowed", ["organizer"] = "not-allowed" },
        ["public"] = new() { ["nobody"] = null, ["expert"] = null, ["other expert"] = null, ["organizer"] = null },
    };

    [Fact]
    public async Task Every_route_opens_for_its_roles_and_for_nobody_else()
    {
        var (contest, other) = (await app.ExhibitContestAsync(), await app.ExhibitContestAsync());
        var people = new Dictionary<string, HttpClient>
        {
            ["nobody"] = app.NewClient(),
            ["expert"] = (await app.SeatAsync(contest.Slug, "张伟"))[0].Http,
            ["other expert"] = (await app.SeatAsync(other.Slug, "李娜"))[0].Http,
            ["organizer"] = await app.OrganizerAsync(),
        };
        var wrong = new List<string>();
        var routes = Routes().ToList();
        foreach (var (method, pattern) in routes)
            foreach (var (who, client) in people)
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), AddressOf(pattern, contest.Slug));
                if (method is "POST" or "PUT" or "PATCH")
                    request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
                var answer = await Answer.Of(client.SendAsync(request));
                var refusal = Closed.Contains(answer.Code) ? answer.Code : null;
                if (refusal != Expected[AreaOf(pattern)][who] || (int)answer.Status >= 500)
                    wrong.Add($"{method} {pattern} to {who}: {(int)answer.Status} {answer.Code}");
            }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(routes.Count(route => AreaOf(route.Pattern) == "organizer") >= 11, "Where are the organizer's routes?");
        Assert.True(routes.Count(route => AreaOf(route.Pattern) == "panel") >= 5, "Where are the expert's routes?");
    }

    [Theory]
    [InlineData("/organizer/new")]
    [InlineData("/organizer/c/{0}")]
    public async Task An_organizers_page_asks_an_expert_to_sign_in(string page)
    {
        var contest = await app.ExhibitContestAsync();
        var expert = (await app.SeatAsync(contest.Slug, "张伟"))[0].Http;

        var look = await expert.GetAsync(string.Format(null, page, contest.Slug));
        var act = await expert.PostAsync($"/organizer/c/{contest.Slug}/phase", new FormUrlEncodedContent([KeyValuePair.Create("to", "voting")]));

        Assert.Equal((HttpStatusCode.SeeOther, HttpStatusCode.Unauthorized), (look.StatusCode, act.StatusCode));
        Assert.Equal("exhibiting", await contest.PhaseAsync());
    }

    private IEnumerable<(string Method, string Pattern)> Routes() =>
        from endpoint in app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        let pattern = "/" + endpoint.RoutePattern.RawText!.Trim('/')
        where pattern.StartsWith("/api/", StringComparison.Ordinal) && pattern != "/api/session"
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
        select (method, pattern);

    private static string AreaOf(string pattern) =>
        pattern.StartsWith("/api/organizer", StringComparison.Ordinal) ? "organizer"
        : pattern.StartsWith("/api/panel", StringComparison.Ordinal) ? "panel"
        : "public";

    private static string AddressOf(string pattern, string slug) => string.Join('/', pattern.Split('/').Select(segment =>
        segment == "{slug}" ? slug : segment.StartsWith('{') ? "1" : segment));
}
