using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Http;

/// <summary>What the outside reaches: drafts, bare methods, odd addresses, forms that are cut off.</summary>
public sealed class SurfaceTests(VotingApp app) : IClassFixture<VotingApp>
{
    public static TheoryData<string> PublicAddresses =>
        ["/api/contests/{0}", "/api/contests/{0}/entries", "/api/contests/{0}/entries/1", "/api/contests/{0}/voter",
         "/api/contests/{0}/leaderboard", "/log/{0}/checkpoint", "/log/{0}/vkey", "/log/{0}/proof?index=0", "/log/{0}/rules.json",
         "/log/{0}/entries.json", "/c/{0}", "/c/{0}/board", "/c/{0}/rules", "/c/{0}/verify", "/c/{0}/qr.svg"];

    [Theory]
    [MemberData(nameof(PublicAddresses))]
    public async Task A_draft_is_there_for_its_organizer_only(string address)
    {
        var contest = new ContestUnderTest(app, new Draft());
        (await contest.CreateAsync()).Is(HttpStatusCode.Created);

        Assert.Equal(HttpStatusCode.NotFound, (await contest.GetAsync(string.Format(null, address, contest.Slug))).Status);

        var organizer = await app.OrganizerAsync();
        Assert.Equal(HttpStatusCode.OK, (await organizer.GetAsync($"/api/organizer/contests/{contest.Slug}")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await organizer.GetAsync($"/api/contests/{contest.Slug}")).StatusCode);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/api/contests")]
    [InlineData("/organizer")]
    [InlineData("/css/site.css")]
    public async Task What_can_be_fetched_can_be_asked_for_without_its_body(string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, address);
        Assert.Equal(HttpStatusCode.OK, (await app.NewClient().SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task The_other_language_of_a_wrong_address_is_on_this_host()
    {
        var page = await Answer.Of(app.NewClient().GetAsync("http://localhost//elsewhere.example/x"));

        Assert.Equal(HttpStatusCode.NotFound, page.Status);
        Assert.Contains("/elsewhere.example/x?lang=en", page.Text);
        Assert.DoesNotContain("\"//elsewhere.example", page.Text);
    }

    [Theory]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\ncut")]
    [InlineData("multipart/form-data; boundary=x", "nothing of the kind")]
    [InlineData("multipart/form-data", "no boundary")]
    [InlineData("application/x-www-form-urlencoded; charset=utf-7", "name=a&password=b")]
    public async Task A_form_that_can_not_be_read_is_the_senders_mistake(string type, string body)
    {
        var content = new ByteArrayContent(Encoding.ASCII.GetBytes(body)) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } };
        Assert.Equal(HttpStatusCode.BadRequest, (await app.NewClient().PostAsync("/organizer", content)).StatusCode);
    }

    [Theory]
    [InlineData("/organizer/new", "/organizer/new")]
    [InlineData("/organizer/\r\nSet-Cookie: a=b", "/organizer")]
    [InlineData("/organizer/评选", "/organizer")]
    [InlineData("//elsewhere.example/organizer/", "/organizer")]
    [InlineData("/organizers", "/organizer")]
    public async Task Signing_in_leads_to_an_organizers_page(string next, string address)
    {
        var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["name"] = "organizer", ["password"] = VotingApp.Password, ["next"] = next,
        });
        var answer = await app.NewClient().PostAsync("/organizer", form);

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal(address, answer.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task A_ballot_for_a_draft_is_too_early()
    {
        var contest = new ContestUnderTest(app, new Draft());
        await contest.CreateAsync();
        (await contest.NewVoter().CastAsync(1)).Is(HttpStatusCode.Conflict, "voting-not-open");
    }
}
