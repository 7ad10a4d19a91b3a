using System.Net;
using System.Text.RegularExpressions;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Voters;

/// <summary>Voting by form, without script: waiting stands for work, for few and only for the ballot it was meant for.</summary>
public sealed class FrictionPageTests : IAsyncLifetime
{
    private VotingApp _app = null!;
    private ContestUnderTest _contest = null!;

    public async Task InitializeAsync()
    {
        _app = await VotingApp.StartAsync(("Voters:Challenge:Mode", "always"), ("Voters:Challenge:Cost", "1"));
        _contest = await _app.OpenContestAsync();
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Who_waits_as_long_as_told_votes()
    {
        var (voter, nonce) = (_contest.NewVoter(), Voter.NewKey());
        var asked = (await SendAsync(voter, 1, nonce)).Is(HttpStatusCode.Forbidden);
        Assert.Contains("请等 10 秒", asked.Text);
        var ticket = TicketIn(asked);

        _app.Clock.Advance(TimeSpan.FromSeconds(8));
        var early = (await SendAsync(voter, 1, nonce, ticket)).Is(HttpStatusCode.Forbidden);
        Assert.Contains("请等 2 秒", early.Text);
        Assert.Equal(ticket, TicketIn(early));
        _app.Clock.Advance(TimeSpan.FromSeconds(2));
        (await SendAsync(voter, 1, nonce, ticket)).Is(HttpStatusCode.SeeOther);

        Assert.Single((await _contest.CheckLedgerAsync()).Ballots);
    }

    [Fact]
    public async Task A_ticket_is_for_one_ballot_of_one_browser_and_runs_out()
    {
        var (voter, nonce) = (_contest.NewVoter(), Voter.NewKey());
        var ticket = TicketIn(await SendAsync(voter, 1, nonce));
        _app.Clock.Advance(TimeSpan.FromSeconds(11));

        (await SendAsync(voter, 2, nonce, ticket)).Is(HttpStatusCode.Forbidden);
        (await SendAsync(voter, 1, Voter.NewKey(), ticket)).Is(HttpStatusCode.Forbidden);
        var other = _contest.NewVoter();
        await other.StandingAsync();
        (await SendAsync(other, 1, nonce, ticket)).Is(HttpStatusCode.Forbidden);
        (await SendAsync(voter, 1, nonce, "1" + ticket)).Is(HttpStatusCode.Forbidden);
        (await SendAsync(voter, 1, nonce, "0" + ticket[ticket.IndexOf('.')..])).Is(HttpStatusCode.Forbidden);
        (await SendAsync(voter, 1, nonce, "99999999999999999999." + ticket)).Is(HttpStatusCode.Forbidden);
        _app.Clock.Advance(TimeSpan.FromMinutes(10));
        (await SendAsync(voter, 1, nonce, ticket)).Is(HttpStatusCode.Forbidden);
        Assert.Empty((await _contest.CheckLedgerAsync()).Ballots);
    }

    [Fact]
    public async Task Few_of_an_address_can_wait_and_the_others_are_told_what_helps()
    {
        for (var i = 0; i < 20; i++)
        {
            var (voter, nonce) = (_contest.NewVoter("203.0.113.9"), Voter.NewKey());
            var ticket = TicketIn(await SendAsync(voter, 1, nonce));
            _app.Clock.Advance(TimeSpan.FromSeconds(10));
            (await SendAsync(voter, 1, nonce, ticket)).Is(HttpStatusCode.SeeOther);
        }

        var refused = (await SendAsync(_contest.NewVoter("203.0.113.9"), 1, Voter.NewKey())).Is(HttpStatusCode.Forbidden);
        Assert.DoesNotContain("name=\"ticket\"", refused.Text);
        Assert.Contains("五分钟后再来", refused.Text);
        Assert.Contains("JavaScript", refused.Text);
        Assert.Contains("name=\"ticket\"", (await SendAsync(_contest.NewVoter("198.51.100.9"), 1, Voter.NewKey())).Text);
    }

    [Fact]
    public async Task The_form_takes_a_solution_too()
    {
        var (voter, nonce) = (_contest.NewVoter(), Voter.NewKey());
        var page = (await SendAsync(voter, 1, nonce)).Is(HttpStatusCode.Forbidden).Text;
        var challenge = WebUtility.HtmlDecode(Regex.Match(page, "data-challenge=\"([^\"]*)\"").Groups[1].Value);
        var solution = Solver.Solve(System.Text.Json.JsonSerializer.Deserialize<Voting.Server.Voters.Challenge>(challenge, Voting.Server.Http.WireJson.Options)!);
        (await SendAsync(voter, 1, nonce, altcha: solution)).Is(HttpStatusCode.SeeOther);
    }

    private Task<Answer> SendAsync(Voter voter, int entry, string nonce, string ticket = "", string altcha = "") => Answer.Of(
        voter.Http.PostAsync($"/c/{_contest.Slug}/vote", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["entry"] = $"{entry}", ["key"] = nonce, ["ticket"] = ticket, ["altcha"] = altcha,
        })));

    private static string TicketIn(Answer page) => Regex.Match(page.Text, "name=\"ticket\" value=\"([^\"]*)\"").Groups[1].Value;
}
