using System.Net;
using System.Net.Http.Json;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Objections;

/// <summary>What anybody may say against a published result, and who reads it when.</summary>
public abstract class ObjectionContract(VotingApp app)
{
    private const string Text = "The votes of entry 2 of 3 May are missing.";

    private VotingApp App => app.OnItsEngines();

    [SkippableFact]
    public async Task An_objection_is_public_together_with_its_answer_and_its_contact_never()
    {
        var contest = await PublishedAsync();

        var id = (await ObjectAsync(contest, new { text = Text, entry = 2, contact = "li@example.org" })).Is(HttpStatusCode.Created)["id"].GetInt64();

        var waiting = await ListAsync(contest);
        Assert.Equal(1, waiting["waiting"].GetInt32());
        Assert.Empty(waiting["answered"].EnumerateArray());
        Assert.DoesNotContain(Text, (await contest.GetAsync($"/c/{contest.Slug}/objections")).Text, StringComparison.Ordinal);
        Assert.Equal("li@example.org", Assert.Single((await AllAsync(contest)).Json.EnumerateArray()).GetProperty("contact").GetString());

        (await AnswerAsync(contest, id, "Recounted: they are leaves 4 to 9.")).Is(HttpStatusCode.NoContent);

        var answered = await ListAsync(contest);
        Assert.Equal(0, answered["waiting"].GetInt32());
        var shown = Assert.Single(answered["answered"].EnumerateArray());
        Assert.Equal((Text, 2), (shown.GetProperty("text").GetString(), shown.GetProperty("entry").GetInt32()));
        Assert.DoesNotContain("example.org", answered.Text, StringComparison.Ordinal);
        var page = await contest.GetAsync($"/c/{contest.Slug}/objections");
        Assert.Contains(Text, page.Text, StringComparison.Ordinal);
        Assert.Contains("leaves 4 to 9", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("example.org", page.Text, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task An_answer_stands_once_it_is_given()
    {
        var contest = await PublishedAsync();
        var id = (await ObjectAsync(contest, new { text = Text })).Is(HttpStatusCode.Created)["id"].GetInt64();
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => AnswerAsync(contest, id, $"Answer {i}.")));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.NoContent);
        Assert.Equal(5, answers.Count(answer => answer.Code == "not-found"));
        (await AnswerAsync(contest, id + 1000, "Nobody asked.")).Is(HttpStatusCode.NotFound, "not-found");
    }

    [SkippableFact]
    public async Task Objections_are_taken_from_publication_until_the_contest_is_archived()
    {
        var contest = await App.OpenContestAsync();
        (await ObjectAsync(contest, new { text = Text })).Is(HttpStatusCode.Conflict, "wrong-phase");
        await contest.MoveThroughAsync("reviewing", "published");
        (await ObjectAsync(contest, new { text = Text, contact = "li@example.org" })).Is(HttpStatusCode.Created);
        await contest.MoveThroughAsync("archived");
        (await ObjectAsync(contest, new { text = Text })).Is(HttpStatusCode.Conflict, "wrong-phase");
        Assert.Equal("", Assert.Single((await AllAsync(contest)).Json.EnumerateArray()).GetProperty("contact").GetString());
    }

    [SkippableTheory]
    [InlineData("too short", null)]
    [InlineData(Text, 99)]
    [InlineData(Text, -1)]
    public async Task What_says_nothing_or_is_about_nothing_is_refused(string text, int? entry)
    {
        var contest = await PublishedAsync();
        (await ObjectAsync(contest, new { text, entry })).Is(HttpStatusCode.UnprocessableEntity, "invalid-request");
        (await ObjectAsync(contest, new { text = new string('x', 4001), entry })).Is(HttpStatusCode.UnprocessableEntity, "invalid-request");
        Assert.Empty((await AllAsync(contest)).Json.EnumerateArray());
    }

    [SkippableFact]
    public async Task One_address_sends_so_many_an_hour()
    {
        var contest = await PublishedAsync();
        const string address = "198.51.100.77";
        var answers = new List<Answer>();
        for (var i = 0; i < 22; i++)
            answers.Add(await ObjectAsync(contest, new { text = $"{Text} ({i})" }, address));
        Assert.Equal(20, answers.Count(answer => answer.Status == HttpStatusCode.Created));
        Assert.All(answers.Skip(20), answer => answer.Is(HttpStatusCode.TooManyRequests, "rate-limited"));
        (await ObjectAsync(contest, new { text = Text }, "203.0.113.5")).Is(HttpStatusCode.Created);
    }

    [SkippableFact]
    public async Task The_form_works_by_itself_and_keeps_what_was_typed_when_it_is_refused()
    {
        var contest = await PublishedAsync();
        using var visitor = App.NewClient();
        async Task<Answer> SendAsync(string text) => await Answer.Of(visitor.PostAsync(
            $"/c/{contest.Slug}/objections",
            new FormUrlEncodedContent(new Dictionary<string, string> { ["entry"] = "", ["text"] = text, ["contact"] = "li@example.org" })));

        var refused = await SendAsync("<b>short");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("&lt;b&gt;short", refused.Text, StringComparison.Ordinal);
        Assert.Contains("li@example.org", refused.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await SendAsync(Text)).Status);
        Assert.Equal(1, (await ListAsync(contest))["waiting"].GetInt32());
    }

    private async Task<ContestUnderTest> PublishedAsync()
    {
        var contest = await App.OpenContestAsync();
        await contest.MoveThroughAsync("reviewing", "published");
        return contest;
    }

    private async Task<Answer> ObjectAsync(ContestUnderTest contest, object body, string? address = null)
    {
        using var visitor = App.NewClient(address);
        return await Answer.Of(visitor.PostAsJsonAsync($"/api/contests/{contest.Slug}/objections", body));
    }

    private static async Task<Answer> ListAsync(ContestUnderTest contest) =>
        (await contest.GetAsync($"/api/contests/{contest.Slug}/objections")).Is(HttpStatusCode.OK);

    private async Task<Answer> AllAsync(ContestUnderTest contest) =>
        await Answer.Of((await App.OrganizerAsync()).GetAsync($"/api/organizer/contests/{contest.Slug}/objections"));

    private async Task<Answer> AnswerAsync(ContestUnderTest contest, long id, string text) => await Answer.Of(
        (await App.OrganizerAsync()).PostAsJsonAsync($"/api/organizer/contests/{contest.Slug}/objections/{id}/answer", new { text }));
}

public sealed class EmbeddedObjectionTests(VotingApp app) : ObjectionContract(app), IClassFixture<VotingApp>;

public sealed class ServerObjectionTests(ServerApp app) : ObjectionContract(app), IClassFixture<ServerApp>;
