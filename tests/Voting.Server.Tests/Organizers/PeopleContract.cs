using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dapper;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Organizers;

/// <summary>Organizers and auditors of a contest: how they come in, what they see, how they are removed; on every backend.</summary>
public abstract class PeopleContract(VotingApp app)
{
    private VotingApp App { get; } = app.OnItsEngines();

    [SkippableFact]
    public async Task Everybody_sees_their_own_contests_and_a_draft_of_others_does_not_exist()
    {
        var (mine, theirs) = (new ContestUnderTest(App, new Draft()), new ContestUnderTest(App, new Draft()));
        (await mine.CreateAsync()).Is(HttpStatusCode.Created);
        (await theirs.CreateAsync()).Is(HttpStatusCode.Created);
        var auditor = await App.JoinedAsync(mine.Slug, "auditor");

        Assert.Equal([mine.Slug], await ListedAsync(auditor.Http));
        (await GetAsync(auditor.Http, mine.Slug)).Is(HttpStatusCode.OK);
        (await Answer.Of(auditor.Http.GetAsync($"/api/contests/{mine.Slug}"))).Is(HttpStatusCode.OK);
        (await GetAsync(auditor.Http, theirs.Slug)).Is(HttpStatusCode.NotFound, "contest-not-found");
        (await Answer.Of(auditor.Http.GetAsync($"/api/contests/{theirs.Slug}"))).Is(HttpStatusCode.NotFound, "contest-not-found");
        Assert.Equal(HttpStatusCode.NotFound, (await auditor.Http.GetAsync($"/organizer/c/{theirs.Slug}")).StatusCode);
        var all = await ListedAsync(await App.OrganizerAsync());
        Assert.Contains(mine.Slug, all);
        Assert.Contains(theirs.Slug, all);
    }

    [SkippableFact]
    public async Task Whoever_creates_a_contest_is_its_organizer_and_an_auditor_creates_none()
    {
        var contest = await App.ExhibitContestAsync();
        var (organizer, auditor) = (await App.JoinedAsync(contest.Slug, "organizer"), await App.JoinedAsync(contest.Slug, "auditor"));
        var draft = new Draft();

        (await Answer.Of(auditor.Http.PostAsJsonAsync("/api/organizer/contests", draft.ToBody(App.Clock.Now)))).Is(HttpStatusCode.Forbidden, "not-allowed");
        (await Answer.Of(organizer.Http.PostAsJsonAsync("/api/organizer/contests", draft.ToBody(App.Clock.Now)))).Is(HttpStatusCode.Created);

        (await GetAsync(organizer.Http, draft.Slug)).Is(HttpStatusCode.OK);
        (await App.InvitePersonAsync(draft.Slug, People.NewName(), "auditor", organizer.Http)).Is(HttpStatusCode.Created);
        Assert.Equal([organizer.Name], (await PeopleAsync(draft.Slug))["members"].EnumerateArray()
            .Where(member => !member.GetProperty("managesAll").GetBoolean()).Select(member => member.GetProperty("name").GetString()));
    }

    [SkippableFact]
    public async Task An_act_of_an_invited_organizer_names_that_organizer()
    {
        var contest = new ContestUnderTest(App, new Draft());
        await contest.CreateAsync();
        var organizer = await App.JoinedAsync(contest.Slug, "organizer");
        (await Answer.Of(organizer.Http.PostAsJsonAsync($"/api/organizer/contests/{contest.Slug}/phase", new { to = "screening" }))).Is(HttpStatusCode.NoContent);
        (await contest.MoveAsync("exhibiting")).Is(HttpStatusCode.Conflict, "illegal-move");
        (await contest.ImportAsync(Encoding.UTF8.GetBytes(contest.Draft.ToCsv()))).Is(HttpStatusCode.OK);
        (await contest.MoveAsync("exhibiting")).Is(HttpStatusCode.NoContent);

        var audit = (await Answer.Of(organizer.Http.GetAsync($"/api/organizer/contests/{contest.Slug}/audit"))).Json.EnumerateArray()
            .Select(line => JsonDocument.Parse(line.GetProperty("leaf").GetString()!).RootElement.GetProperty("by").GetString()).ToList();

        Assert.Equal(2, audit.Distinct().Count());
    }

    [SkippableFact]
    public async Task A_link_works_once_and_its_page_changes_nothing_until_the_button()
    {
        var contest = await App.ExhibitContestAsync();
        var person = await App.InvitedAsync(contest.Slug, "auditor");
        foreach (var _ in Enumerable.Range(0, 2))
        {
            var page = await Answer.Of(person.Http.GetAsync(person.Url));
            Assert.Equal(HttpStatusCode.OK, page.Status);
            Assert.Contains(person.Name, page.Text);
            Assert.False(page.Headers.Contains("Set-Cookie"));
        }

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SubmitAsync(person, "short", "short")).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SubmitAsync(person, Person.Password, "another one")).StatusCode);
        var joined = await SubmitAsync(person, Person.Password, Person.Password);

        Assert.Equal((HttpStatusCode.SeeOther, $"/organizer/c/{contest.Slug}"), (joined.StatusCode, joined.Headers.Location!.OriginalString));
        Assert.Equal(HttpStatusCode.OK, (await person.Http.GetAsync(joined.Headers.Location)).StatusCode);
        Assert.Equal(HttpStatusCode.Gone, (await App.NewClient().GetAsync(person.Url)).StatusCode);
        (await Answer.Of(App.NewClient().PostAsJsonAsync("/api/session", new { invitation = person.Token, password = Person.Password }))).Is(HttpStatusCode.Gone, "invitation-spent");
        (await person.SignInAsync(App.NewClient())).Is(HttpStatusCode.NoContent);
        await using var database = App.OpenDatabase();
        Assert.Equal(1, await database.ExecuteScalarAsync<long>(
            "SELECT count(*) FROM member_invitations WHERE token_hash = @hash", new { hash = SHA256.HashData(Encoding.UTF8.GetBytes(person.Token)) }));
    }

    [SkippableFact]
    public async Task Of_many_browsers_with_one_link_one_gets_in()
    {
        var person = await App.InvitedAsync((await App.ExhibitContestAsync()).Slug, "organizer");
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Answer.Of(App.NewClient().PostAsJsonAsync(
            "/api/session", new { invitation = person.Token, password = $"password number {i}" }))));
        Assert.Single(answers, answer => answer.Status == HttpStatusCode.NoContent);
    }

    [SkippableFact]
    public async Task A_link_for_a_name_that_is_taken_needs_that_accounts_password()
    {
        var (contest, other) = (await App.ExhibitContestAsync(), await App.ExhibitContestAsync());
        var person = await App.JoinedAsync(contest.Slug, "auditor");
        var again = await App.InvitedAsync(other.Slug, "organizer", person.Name);

        (await again.JoinAsync("a password of an impostor")).Is(HttpStatusCode.Unauthorized, "wrong-password");
        Assert.DoesNotContain("name=\"again\"", await again.Http.GetStringAsync(again.Url));
        (await again.JoinAsync()).Is(HttpStatusCode.NoContent);

        Assert.Equal([other.Slug, contest.Slug], await ListedAsync(again.Http));
        (await Move(again.Http, contest.Slug)).Is(HttpStatusCode.Forbidden, "not-allowed");
        (await Move(again.Http, other.Slug)).Is(HttpStatusCode.NoContent);
        (await App.InvitePersonAsync(contest.Slug, "ORGANIZER", "auditor")).Is(HttpStatusCode.Conflict, "already-member");

        Task<Answer> Move(HttpClient client, string slug) =>
            Answer.Of(client.PostAsJsonAsync($"/api/organizer/contests/{slug}/phase", new { to = "voting" }));
    }

    [SkippableFact]
    public async Task Who_is_removed_is_out_at_once_with_the_links_they_gave_out()
    {
        var (contest, other) = (await App.ExhibitContestAsync(), await App.ExhibitContestAsync());
        var person = await App.JoinedAsync(contest.Slug, "organizer");
        var elsewhere = await App.InvitedAsync(other.Slug, "auditor", person.Name);
        (await elsewhere.JoinAsync()).Is(HttpStatusCode.NoContent);
        var friend = new Person(App, "friend", (await App.InvitePersonAsync(contest.Slug, People.NewName(), "organizer", person.Http))["invitationUrl"].GetString()!);
        (await RemoveAsync(contest.Slug, person.Name, person.Http)).Is(HttpStatusCode.Conflict, "own-membership");

        (await RemoveAsync(contest.Slug, person.Name)).Is(HttpStatusCode.NoContent);

        (await GetAsync(person.Http, contest.Slug)).Is(HttpStatusCode.Forbidden, "not-allowed");
        (await GetAsync(person.Http, other.Slug)).Is(HttpStatusCode.OK);
        (await friend.JoinAsync()).Is(HttpStatusCode.Unauthorized, "invitation-unknown");
        (await RemoveAsync(contest.Slug, person.Name)).Is(HttpStatusCode.NotFound, "person-not-found");
        (await RemoveAsync(contest.Slug, "organizer")).Is(HttpStatusCode.Conflict, "own-membership");
        (await RemoveAsync(contest.Slug, "organizer", (await App.JoinedAsync(contest.Slug, "organizer")).Http)).Is(HttpStatusCode.NotFound, "person-not-found");
    }

    [SkippableFact]
    public async Task A_link_ends_by_time_by_withdrawal_and_by_a_newer_one()
    {
        var contest = await App.ExhibitContestAsync(new Draft { OpensIn = TimeSpan.FromDays(60) });
        var first = await App.InvitedAsync(contest.Slug, "auditor");
        var second = await App.InvitedAsync(contest.Slug, "auditor", first.Name);
        (await first.JoinAsync()).Is(HttpStatusCode.Unauthorized, "invitation-unknown");

        Assert.Equal([second.Name], (await PeopleAsync(contest.Slug))["invitations"].EnumerateArray().Select(one => one.GetProperty("name").GetString()));
        Assert.DoesNotContain(second.Token, (await PeopleAsync(contest.Slug)).Text);
        (await RemoveAsync(contest.Slug, second.Name)).Is(HttpStatusCode.NoContent);
        (await second.JoinAsync()).Is(HttpStatusCode.Unauthorized, "invitation-unknown");

        var third = await App.InvitedAsync(contest.Slug, "auditor");
        App.Clock.Advance(TimeSpan.FromDays(7));
        (await third.JoinAsync()).Is(HttpStatusCode.Gone, "invitation-expired");
    }

    [SkippableTheory]
    [InlineData("x", "auditor", "invalid-person")]
    [InlineData("two words", "auditor", "invalid-person")]
    [InlineData("a\0b", "auditor", "invalid-person")]
    [InlineData("<b>person</b>", "auditor", "invalid-person")]
    [InlineData("person", "expert", "invalid-person")]
    [InlineData("person", "", "invalid-person")]
    [InlineData("person", "Organizer", "invalid-person")]
    public async Task A_name_or_a_role_that_is_none_invites_nobody(string name, string role, string code)
    {
        var contest = await App.ExhibitContestAsync();
        (await App.InvitePersonAsync(contest.Slug, name, role)).Is(HttpStatusCode.UnprocessableEntity, code);
        Assert.Empty((await PeopleAsync(contest.Slug))["invitations"].EnumerateArray());
    }

    private async Task<HttpResponseMessage> SubmitAsync(Person person, string password, string again) => await person.Http.PostAsync(
        person.Url, new FormUrlEncodedContent(new Dictionary<string, string> { ["password"] = password, ["again"] = again }));

    private async Task<Answer> RemoveAsync(string slug, string name, HttpClient? by = null) =>
        await Answer.Of((by ?? await App.OrganizerAsync()).DeleteAsync($"/api/organizer/contests/{slug}/people/{name}"));

    private async Task<Answer> PeopleAsync(string slug) =>
        (await Answer.Of((await App.OrganizerAsync()).GetAsync($"/api/organizer/contests/{slug}/people"))).Is(HttpStatusCode.OK);

    private static Task<Answer> GetAsync(HttpClient client, string slug) => Answer.Of(client.GetAsync($"/api/organizer/contests/{slug}"));

    private static async Task<IReadOnlyList<string>> ListedAsync(HttpClient client) => [.. (await Answer.Of(
        client.GetAsync("/api/organizer/contests"))).Is(HttpStatusCode.OK).Json.EnumerateArray().Select(contest => contest.GetProperty("slug").GetString()!)];
}

public sealed class EmbeddedPeopleTests(VotingApp app) : PeopleContract(app), IClassFixture<VotingApp>;

public sealed class ServerPeopleTests(ServerApp app) : PeopleContract(app), IClassFixture<ServerApp>;
