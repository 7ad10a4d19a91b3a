using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Panel;

/// <summary>Links for experts: once, for one seat, for a while; on every backend.</summary>
public abstract class InvitationContract(VotingApp app)
{
    private VotingApp App { get; } = app.OnItsEngines();

    [SkippableFact]
    public async Task A_link_works_once_and_for_its_panel_only()
    {
        var (contest, other) = (await App.ExhibitContestAsync(), await App.ExhibitContestAsync());
        var seat = (await App.InviteAsync(contest.Slug, "张伟"))[0];
        Assert.Equal("invited", (await ListAsync(contest))[0].GetProperty("state").GetString());

        await seat.JoinAsync();

        Assert.Equal("张伟", (await seat.PanelAsync()).Is(HttpStatusCode.OK)["expert"].GetProperty("name").GetString());
        Assert.Equal("joined", (await ListAsync(contest))[0].GetProperty("state").GetString());
        (await SpendAsync(seat.Token)).Is(HttpStatusCode.Gone, "invitation-spent");
        (await Answer.Of(seat.Http.GetAsync($"/api/panel/{other.Slug}"))).Is(HttpStatusCode.Forbidden, "not-allowed");
        (await Answer.Of(App.NewClient().GetAsync($"/api/panel/{contest.Slug}"))).Is(HttpStatusCode.Unauthorized, "sign-in-required");
    }

    [SkippableTheory]
    [InlineData("")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("'; DROP TABLE invitations; --")]
    [InlineData("\u0000键")]
    public async Task A_forged_link_is_refused(string token) => (await SpendAsync(token)).Is(HttpStatusCode.Unauthorized, "invitation-unknown");

    [SkippableFact]
    public async Task A_link_that_was_altered_is_no_link()
    {
        var seat = (await App.InviteAsync((await App.ExhibitContestAsync()).Slug, "张伟"))[0];
        foreach (var token in new[] { seat.Token[..^1], seat.Token + "A", seat.Token + "=", seat.Token.ToLowerInvariant(), $" {seat.Token}" })
            (await SpendAsync(token)).Is(HttpStatusCode.Unauthorized, "invitation-unknown");
        (await Answer.Of(App.NewClient().PostAsJsonAsync("/api/session", new { invitation = seat.Token, name = "organizer", password = "x" })))
            .Is(HttpStatusCode.UnprocessableEntity, "invalid-request");
        await seat.JoinAsync();
    }

    [SkippableFact]
    public async Task A_link_ends_after_two_weeks_and_so_does_a_session_after_twelve_hours()
    {
        var contest = await App.ExhibitContestAsync(new Draft { OpensIn = TimeSpan.FromDays(60) });
        var seats = await App.InviteAsync(contest.Slug, "张伟", "李娜");
        App.Clock.Advance(TimeSpan.FromDays(14) - TimeSpan.FromMilliseconds(1));
        await seats[0].JoinAsync();
        App.Clock.Advance(TimeSpan.FromMilliseconds(1));
        (await SpendAsync(seats[1].Token)).Is(HttpStatusCode.Gone, "invitation-expired");

        App.Clock.Advance(TimeSpan.FromHours(12) - TimeSpan.FromMilliseconds(2));
        (await seats[0].PanelAsync()).Is(HttpStatusCode.OK);
        App.Clock.Advance(TimeSpan.FromMilliseconds(1));
        (await seats[0].PanelAsync()).Is(HttpStatusCode.Unauthorized, "sign-in-required");
    }

    [SkippableFact]
    public async Task A_new_link_is_for_the_same_seat_and_ends_the_one_before()
    {
        var contest = await App.ExhibitContestAsync();
        var seat = (await App.InviteAsync(contest.Slug, "张伟"))[0];
        var again = (await seat.DecideAsync("invitation")).Is(HttpStatusCode.Created);
        var second = new Seat(App, contest.Slug, again["id"].GetInt64(), again["invitationUrl"].GetString()!);

        (await SpendAsync(seat.Token)).Is(HttpStatusCode.Gone, "invitation-expired");
        await second.JoinAsync();
        await second.MarkAsync(80, 1);

        var third = (await seat.DecideAsync("invitation")).Is(HttpStatusCode.Created);
        var elsewhere = await new Seat(App, contest.Slug, seat.Id, third["invitationUrl"].GetString()!).JoinAsync();
        Assert.Equal(1, (await elsewhere.PanelAsync())["progress"].GetProperty("done").GetInt32());
        (await second.PanelAsync()).Is(HttpStatusCode.OK);
        Assert.Single(await ListAsync(contest));
    }

    [SkippableFact]
    public async Task Of_many_who_spend_a_link_at_once_one_gets_in()
    {
        var seat = (await App.InviteAsync((await App.ExhibitContestAsync()).Slug, "张伟"))[0];

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => SpendAsync(seat.Token)));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.NoContent);
        Assert.All(answers.Where(answer => answer.Status != HttpStatusCode.NoContent), answer => answer.Is(HttpStatusCode.Gone, "invitation-spent"));
    }

    [SkippableFact]
    public async Task The_page_behind_a_link_changes_nothing_until_its_button()
    {
        var contest = await App.ExhibitContestAsync();
        var seat = (await App.InviteAsync(contest.Slug, "张伟"))[0];
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Head, HttpMethod.Get })
        {
            using var look = new HttpRequestMessage(method, seat.Url);
            var page = await Answer.Of(seat.Http.SendAsync(look));
            Assert.Equal(HttpStatusCode.OK, page.Status);
            Assert.False(page.Headers.Contains("Set-Cookie"));
            if (method == HttpMethod.Get)
                Assert.Contains("张伟", page.Text, StringComparison.Ordinal);
        }

        var button = await seat.Http.PostAsync(seat.Url, new FormUrlEncodedContent([]));

        Assert.Equal(HttpStatusCode.SeeOther, button.StatusCode);
        (await seat.PanelAsync()).Is(HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.Gone, (await App.NewClient().GetAsync(seat.Url)).StatusCode);
        Assert.Equal(HttpStatusCode.Gone, (await App.NewClient().PostAsync(seat.Url, new FormUrlEncodedContent([]))).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await App.NewClient().GetAsync("/invitation/nobody")).StatusCode);
    }

    [SkippableFact]
    public async Task Tokens_are_kept_as_hashes_and_told_once()
    {
        var contest = await App.ExhibitContestAsync();
        var seat = (await App.InviteAsync(contest.Slug, "张伟"))[0];

        await using var database = App.OpenDatabase();
        var hash = await database.QuerySingleAsync<byte[]>("SELECT token_hash FROM invitations WHERE expert_id = @Id", new { seat.Id });
        Assert.Equal(SHA256.HashData(Encoding.UTF8.GetBytes(seat.Token)), hash);
        Assert.DoesNotContain(seat.Token, await (await App.OrganizerAsync()).GetStringAsync($"/api/organizer/contests/{contest.Slug}/experts"));
    }

    [SkippableTheory]
    [InlineData("[]", "invalid-experts")]
    [InlineData("[null]", "invalid-experts")]
    [InlineData("""[{"name":" ","affiliation":"大学"}]""", "invalid-experts")]
    [InlineData("""[{"name":"张\u0000伟"}]""", "invalid-experts")]
    [InlineData("""[{"name":"张伟"},{"name":"李娜","affiliation":"\u0007"}]""", "invalid-experts")]
    [InlineData("""[{"affiliation":"大学"}]""", "invalid-request")]
    [InlineData("""{"name":"张伟"}""", "invalid-request")]
    [InlineData("""[{"name":"张伟","role":"organizer"}]""", "invalid-request")]
    public async Task A_list_that_is_wrong_invites_nobody(string body, string code)
    {
        var contest = await App.ExhibitContestAsync();
        var answer = await Answer.Of((await App.OrganizerAsync()).PostAsync(
            $"/api/organizer/contests/{contest.Slug}/experts", new StringContent(body, Encoding.UTF8, "application/json")));

        answer.Is(HttpStatusCode.UnprocessableEntity, code);
        Assert.Empty(await ListAsync(contest));
    }

    private Task<Answer> SpendAsync(string token) =>
        Answer.Of(App.NewClient().PostAsJsonAsync("/api/session", new { invitation = token }));

    private async Task<IReadOnlyList<System.Text.Json.JsonElement>> ListAsync(ContestUnderTest contest) => [.. (await Answer.Of(
        (await App.OrganizerAsync()).GetAsync($"/api/organizer/contests/{contest.Slug}/experts"))).Is(HttpStatusCode.OK).Json.EnumerateArray()];
}

public sealed class EmbeddedInvitationTests(VotingApp app) : InvitationContract(app), IClassFixture<VotingApp>;

public sealed class ServerInvitationTests(ServerApp app) : InvitationContract(app), IClassFixture<ServerApp>;
