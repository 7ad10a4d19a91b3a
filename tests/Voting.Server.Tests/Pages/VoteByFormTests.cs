using System.Net;
using System.Text.RegularExpressions;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Pages;

/// <summary>Voting as a browser without scripts does it.</summary>
public sealed class VoteByFormTests(VotingApp app) : IClassFixture<VotingApp>
{
    [Fact]
    public async Task A_form_leads_to_the_receipt_and_back_to_the_same_list()
    {
        var contest = await app.OpenContestAsync();
        var http = app.NewClient();
        var nonce = await NonceAsync(http, $"/c/{contest.Slug}?group=village");

        var answer = await PostAsync(http, contest, ("entry", "3"), ("key", nonce), ("at", "group=village"));

        answer.Is(HttpStatusCode.SeeOther);
        var confirmation = await Answer.Of(http.GetAsync(answer.Headers.Location));
        Assert.Contains("成果3", confirmation.Text, StringComparison.Ordinal);
        Assert.Contains($"/c/{contest.Slug}?group=village#e-3", confirmation.Text, StringComparison.Ordinal);
        var receipt = await Answer.Of(http.GetAsync(answer.Headers.Location!.ToString().Split('?')[0] + "/receipt.txt"));
        Assert.StartsWith("c2sp.org/tlog-proof@v1\n", receipt.Text, StringComparison.Ordinal);
        Assert.Equal(1, (await contest.VotesAsync())[3]);
    }

    [Fact]
    public async Task Pressing_twice_is_one_ballot_and_another_entry_of_the_page_another_one()
    {
        var contest = await app.OpenContestAsync();
        var http = app.NewClient();
        var nonce = await NonceAsync(http, $"/c/{contest.Slug}");

        var first = await PostAsync(http, contest, ("entry", "3"), ("key", nonce));
        var second = await PostAsync(http, contest, ("entry", "3"), ("key", nonce));
        (await PostAsync(http, contest, ("entry", "4"), ("key", nonce))).Is(HttpStatusCode.SeeOther);

        Assert.Equal(first.Headers.Location, second.Headers.Location);
        Assert.Equal(new Dictionary<int, long> { [3] = 1, [4] = 1 }, await contest.VotesAsync());
    }

    [Fact]
    public async Task A_refusal_is_the_list_again_with_the_reason_on_top_and_the_way_to_the_entry()
    {
        var contest = await app.OpenContestAsync();
        var http = app.NewClient();
        await PostAsync(http, contest, ("entry", "3"), ("key", await NonceAsync(http, $"/c/{contest.Slug}")));

        var again = await PostAsync(http, contest, ("entry", "3"), ("key", await NonceAsync(http, $"/c/{contest.Slug}")), ("at", "q=5"));

        again.Is(HttpStatusCode.Conflict);
        Assert.Contains("您已投过这项成果", again.Text, StringComparison.Ordinal);
        Assert.Contains("href=\"#e-3\"", again.Text, StringComparison.Ordinal);
        Assert.Contains("id=\"e-3\"", again.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", HttpStatusCode.BadRequest)]
    [InlineData("entry=1", HttpStatusCode.BadRequest)]
    [InlineData("entry=1&key=short", HttpStatusCode.BadRequest)]
    [InlineData("entry=x&key=abcdefghijklmnopqrstuvwx", HttpStatusCode.BadRequest)]
    [InlineData("entry=99999999999&key=abcdefghijklmnopqrstuvwx", HttpStatusCode.BadRequest)]
    [InlineData("entry=0&key=abcdefghijklmnopqrstuvwx", HttpStatusCode.UnprocessableEntity)]
    [InlineData("key=abcdefghijklmnopqrstuvwx", HttpStatusCode.UnprocessableEntity)]
    [InlineData("entry=1&key=%00%ff%27abcdefghijklmnopqrstuvwx", HttpStatusCode.BadRequest)]
    public async Task A_wrong_form_is_a_page_that_says_so(string form, HttpStatusCode status)
    {
        var contest = await app.OpenContestAsync();

        var answer = await Answer.Of(app.NewClient().PostAsync(
            $"/c/{contest.Slug}/vote", new StringContent(form, null, "application/x-www-form-urlencoded")));

        answer.Is(status);
        Assert.Equal("text/html", answer.ContentType);
    }

    [Fact]
    public async Task A_form_beyond_any_ballot_is_not_read()
    {
        var contest = await app.OpenContestAsync();

        var answer = await PostAsync(app.NewClient(), contest, ("entry", new string('1', 20_000)));

        answer.Is(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Where_a_ballot_needs_two_entries_the_page_is_one_form()
    {
        var contest = await app.OpenContestAsync(new Draft { Ballot = Draft.TenADay with { MinChoices = 2 } });
        var http = app.NewClient();
        var nonce = await NonceAsync(http, $"/c/{contest.Slug}");

        (await PostAsync(http, contest, ("entry", "3"), ("key", nonce))).Is(HttpStatusCode.UnprocessableEntity);
        (await PostAsync(http, contest, ("entry", "3"), ("entry", "4"), ("key", nonce))).Is(HttpStatusCode.SeeOther);

        Assert.Equal(new Dictionary<int, long> { [3] = 1, [4] = 1 }, await contest.VotesAsync());
    }

    private static async Task<string> NonceAsync(HttpClient http, string page) =>
        Regex.Match(await http.GetStringAsync(page), "name=\"key\" value=\"([A-Za-z0-9_-]{22,})\"").Groups[1].Value;

    private static async Task<Answer> PostAsync(HttpClient http, ContestUnderTest contest, params (string Name, string Value)[] fields)
    {
        using var content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return await Answer.Of(http.PostAsync($"/c/{contest.Slug}/vote", content));
    }
}
