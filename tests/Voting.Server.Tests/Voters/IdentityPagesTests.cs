using System.Net;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Voters;

/// <summary>The pages on which somebody becomes known and reads what is kept, as a browser without scripts sees them.</summary>
public sealed class IdentityPagesTests(EmbeddedChannelApp channels) : IClassFixture<EmbeddedChannelApp>
{
    private VotingApp App => channels.App;

    [Fact]
    public async Task Where_a_device_is_no_voter_every_button_leads_to_the_way_in_and_the_way_back_to_the_entry()
    {
        var contest = await App.OpenContestAsync(new Draft { Channels = ["phone", "code"] });
        var voter = contest.NewVoter();
        var page = (await GetAsync(voter, $"/c/{contest.Slug}")).Text;
        Assert.Contains($"href=\"/c/{contest.Slug}/voter?entry=4\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("data-entry=", page, StringComparison.Ordinal);
        var way = (await GetAsync(voter, $"/c/{contest.Slug}/voter?entry=4")).Text;
        Assert.Contains("name=\"phone\"", way, StringComparison.Ordinal);
        Assert.DoesNotContain("/voter/wechat", way, StringComparison.Ordinal);

        var phone = KnownVoters.NewPhone();
        var asked = (await SendAsync(voter, $"/c/{contest.Slug}/voter/phone", ("phone", phone), ("entry", "4"))).Is(HttpStatusCode.OK);
        Assert.Contains("id=\"sms-code\"", asked.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("demo/outbox", asked.Text, StringComparison.Ordinal);
        var done = await SendAsync(voter, $"/c/{contest.Slug}/voter/phone/code", ("phone", phone), ("code", channels.Sms.CodeTo(phone)), ("entry", "4"));

        Assert.Equal((HttpStatusCode.SeeOther, $"/c/{contest.Slug}/e/4"), (done.Status, done.Headers.Location!.OriginalString));
        Assert.Contains("data-entry=\"4\"", (await GetAsync(voter, $"/c/{contest.Slug}/e/4")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ballot_of_nobody_is_refused_as_a_page_with_the_way_in_and_as_a_problem_with_the_channels()
    {
        var contest = await App.OpenContestAsync(new Draft { Channels = ["code"] });
        var voter = contest.NewVoter();
        var refused = await SendAsync(voter, $"/c/{contest.Slug}/vote", ("entry", "3"), ("key", "abcdefghijklmnopqrstuvwx"));
        refused.Is(HttpStatusCode.Unauthorized);
        Assert.Contains($"href=\"/c/{contest.Slug}/voter?entry=3\"", refused.Text, StringComparison.Ordinal);
        var problem = (await voter.CastAsync(3)).Is(HttpStatusCode.Unauthorized, "identity-required");
        Assert.Equal(["code"], problem["channels"].EnumerateArray().Select(channel => channel.GetString()));
        Assert.Contains("确认", problem["detail"].GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://elsewhere.example/")]
    [InlineData("//elsewhere.example")]
    [InlineData("4/../../..")]
    [InlineData("-1")]
    [InlineData("99999999999999999999")]
    public async Task Where_somebody_goes_on_is_always_in_the_contest(string entry)
    {
        var contest = await App.OpenContestAsync(new Draft { Channels = ["code"] });
        var code = (await App.MakeCodesAsync(contest, 1))[0];
        var done = await SendAsync(contest.NewVoter(), $"/c/{contest.Slug}/voter/code", ("code", code), ("entry", entry));
        Assert.Equal((HttpStatusCode.SeeOther, $"/c/{contest.Slug}"), (done.Status, done.Headers.Location!.OriginalString));
    }

    [Fact]
    public async Task What_was_typed_stays_text()
    {
        var contest = await App.OpenContestAsync(new Draft { Channels = ["phone", "code"] });
        const string hostile = "\"><script>alert(1)</script>";
        foreach (var (path, field) in new[] { ("phone", "phone"), ("code", "code") })
        {
            var page = (await SendAsync(contest.NewVoter(), $"/c/{contest.Slug}/voter/{path}", (field, hostile))).Is(HttpStatusCode.UnprocessableEntity);
            Assert.DoesNotContain("<script>alert", page.Text, StringComparison.Ordinal);
            Assert.Contains("&lt;script&gt;", page.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Privacy_speaks_of_the_channels_that_the_contest_has_and_names_whom_to_ask()
    {
        var contest = await App.OpenContestAsync(new Draft { Channels = ["phone"] });
        var byPhone = (await GetAsync(contest.NewVoter(), $"/c/{contest.Slug}/privacy")).Text;
        Assert.Contains("手机号", byPhone, StringComparison.Ordinal);
        Assert.DoesNotContain("微信：", byPhone, StringComparison.Ordinal);
        Assert.Contains("评选办公室 0931-0000000", byPhone, StringComparison.Ordinal);
        var english = (await GetAsync(contest.NewVoter(), $"/c/{contest.Slug}/privacy?lang=en")).Text;
        Assert.Contains("What is kept about you", english, StringComparison.Ordinal);
        Assert.Contains($"/c/{contest.Slug}/privacy", (await GetAsync(contest.NewVoter(), $"/c/{contest.Slug}")).Text, StringComparison.Ordinal);
    }

    private static async Task<Answer> GetAsync(Voter voter, string address) => (await Answer.Of(voter.Http.GetAsync(address))).Is(HttpStatusCode.OK);

    private static async Task<Answer> SendAsync(Voter voter, string address, params (string Name, string Value)[] fields)
    {
        using var content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return await Answer.Of(voter.Http.PostAsync(address, content));
    }
}
