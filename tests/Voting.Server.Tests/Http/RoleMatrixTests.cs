using System.Net;
using System.Text;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Http;

/// <summary>
/// Every route that the server has, taken from the server itself, × everybody who may come. A route that
/// <see cref="RoleExpectations"/> does not know fails: whoever adds one says who may come.
/// </summary>
public sealed class RoleMatrixTests(VotingApp app) : IClassFixture<VotingApp>
{
    [Fact]
    public async Task Every_route_opens_for_its_roles_and_for_nobody_else()
    {
        var contest = await app.OpenContestAsync();
        var people = await PeopleAsync(contest);
        var wrong = new List<string>();
        foreach (var route in Routes().Where(RoleExpectations.Doors.ContainsKey))
        {
            foreach (var (who, client) in people)
                if (await VerdictAsync(client, route, contest.Slug) is var verdict && verdict != RoleExpectations.Of(route, who))
                    wrong.Add($"{route} to {who}: {verdict}, expected {RoleExpectations.Of(route, who)}");
            if (!RoleExpectations.EndsSessions.Contains(route))
                continue;
            // Who signs out is out.
            app.ForgetOrganizer();
            people = await PeopleAsync(contest);
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void Every_route_has_an_expectation_and_every_expectation_a_route()
    {
        var routes = Routes().ToList();
        Assert.True(!routes.Except(RoleExpectations.Doors.Keys).Any(), string.Join("\n", routes.Except(RoleExpectations.Doors.Keys)));
        Assert.Equal([], RoleExpectations.Doors.Keys.Except(routes));
        Assert.Equal([], RoleExpectations.EndsSessions.Except(routes));
    }

    private async Task<IReadOnlyList<(Who Who, HttpClient Client)>> PeopleAsync(ContestUnderTest contest)
    {
        var other = await app.ExhibitContestAsync();
        var voter = contest.NewVoter();
        (await voter.CastAsync(1)).Is(HttpStatusCode.Created);
        var first = app.NewClient();
        using var signIn = new StringContent($$"""{"name":"organizer","password":"{{VotingApp.Password}}"}""", Encoding.UTF8, "application/json");
        (await Answer.Of(first.PostAsync("/api/session", signIn))).Is(HttpStatusCode.NoContent);
        return
        [
            (Who.Nobody, app.NewClient()),
            (Who.Voter, voter.Http),
            (Who.Expert, (await app.SeatAsync(contest.Slug, "张伟"))[0].Http),
            (Who.ExpertElsewhere, (await app.SeatAsync(other.Slug, "李娜"))[0].Http),
            (Who.Auditor, (await app.JoinedAsync(contest.Slug, "auditor")).Http),
            (Who.AuditorElsewhere, (await app.JoinedAsync(other.Slug, "auditor")).Http),
            (Who.Organizer, (await app.JoinedAsync(contest.Slug, "organizer")).Http),
            (Who.OrganizerElsewhere, (await app.JoinedAsync(other.Slug, "organizer")).Http),
            (Who.FirstOrganizer, first),
        ];
    }

    private static async Task<Verdict> VerdictAsync(HttpClient client, string route, string slug)
    {
        var (method, pattern) = ServerRoutes.Split(route);
        using var request = new HttpRequestMessage(new HttpMethod(method), ServerRoutes.AddressOf(pattern, slug));
        if (method is "POST" or "PUT" or "PATCH")
            request.Content = new StringContent("{}", Encoding.UTF8, pattern.EndsWith("/import", StringComparison.Ordinal) ? "text/csv" : "application/json");
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return answer switch
        {
            { StatusCode: HttpStatusCode.Unauthorized } => Verdict.SignIn,
            { StatusCode: HttpStatusCode.SeeOther, Headers.Location: { } to } when to.OriginalString.StartsWith("/organizer?next=", StringComparison.Ordinal) => Verdict.SignIn,
            { StatusCode: HttpStatusCode.Forbidden } => Verdict.NotAllowed,
            { StatusCode: >= HttpStatusCode.InternalServerError } => Verdict.Fault,
            _ => Verdict.Opens,
        };
    }

    private IEnumerable<string> Routes() => ServerRoutes.Of(app);
}
