using System.Net;
using Microsoft.AspNetCore.Http;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Voters;

/// <summary>Voters known by WeChat, against a stub that answers as WeChat is documented to.</summary>
public sealed class WeChatTests(EmbeddedChannelApp channels) : IClassFixture<EmbeddedChannelApp>, IDisposable
{
    private const string WeChatBrowser = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 MicroMessenger/8.0.42";

    private VotingApp App => channels.App;

    private WeChatStub WeChat => channels.WeChat;

    public void Dispose() => WeChat.Instead = null;

    private Task<ContestUnderTest> OpenAsync() => App.OpenContestAsync(new Draft { Channels = ["wechat"] });

    [Fact]
    public async Task The_way_there_has_the_documented_order_and_the_way_back_makes_a_voter()
    {
        var contest = await OpenAsync();
        var voter = contest.NewVoter();

        var leaving = (await Answer.Of(voter.Http.GetAsync($"/c/{contest.Slug}/voter/wechat?entry=7"))).Is(HttpStatusCode.Redirect);
        var state = System.Web.HttpUtility.ParseQueryString(leaving.Headers.Location!.Query)["state"]!;
        Assert.Equal(
            $"https://open.weixin.qq.com/connect/oauth2/authorize?appid={WeChatStub.AppId}"
            + $"&redirect_uri=http%3A%2F%2Flocalhost%2Fc%2F{contest.Slug}%2Fvoter%2Fwechat%2Freturn"
            + $"&response_type=code&scope=snsapi_base&state={state}#wechat_redirect",
            leaving.Headers.Location.OriginalString);
        Assert.Matches("^[0-9a-f]{32}$", state);
        var back = await voter.ReturnAsync(contest, WeChat.CodeOf("o-first"), state);

        Assert.Equal((HttpStatusCode.SeeOther, $"/c/{contest.Slug}/e/7"), (back.Status, back.Headers.Location!.OriginalString));
        Assert.Contains("\"ch\":\"wechat\"", (await voter.CastAsync(1)).Is(HttpStatusCode.Created)["leaf"].GetString(), StringComparison.Ordinal);
        // The same account on another telephone.
        var again = contest.NewVoter();
        (await again.SignInByWeChatAsync(contest, WeChat, "o-first")).Is(HttpStatusCode.SeeOther);
        Assert.Equal(9, await again.RemainingAsync());
        Assert.DoesNotContain(voter.Jar.Cookies.Values, value => value.Contains("o-first", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_code_that_is_wrong_or_was_used_makes_nobody_known()
    {
        var contest = await OpenAsync();
        var voter = contest.NewVoter();
        await RefusedAsync(voter, contest, "made-up", HttpStatusCode.Conflict);
        await RefusedAsync(voter, contest, "", HttpStatusCode.Conflict);
        await RefusedAsync(voter, contest, new string('x', 5000), HttpStatusCode.Conflict);

        var code = WeChat.CodeOf("o-used");
        var first = contest.NewVoter();
        (await first.ReturnAsync(contest, code, await first.LeaveForWeChatAsync(contest))).Is(HttpStatusCode.SeeOther);
        await RefusedAsync(voter, contest, code, HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_snapshot_page_s_identity_is_nobody_s_and_is_told_how_to_leave_it()
    {
        var contest = await OpenAsync();
        var voter = contest.NewVoter();
        var answer = await RefusedAsync(voter, contest, WeChat.CodeOf("snapshot-1"), HttpStatusCode.Forbidden);
        Assert.Contains("使用完整服务", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_state_is_good_once_in_its_browser_for_its_contest_and_for_ten_minutes()
    {
        var (contest, other) = (await OpenAsync(), await OpenAsync());
        var (voter, victim) = (contest.NewVoter(), contest.NewVoter());

        // Made up, absent, and another browser's: an attacker can not have somebody vote under the attacker's account.
        foreach (var state in new[] { new string('0', 32), "", await voter.LeaveForWeChatAsync(contest) })
        {
            await victim.LeaveForWeChatAsync(contest);
            (await victim.ReturnAsync(contest, WeChat.CodeOf("o-attacker"), state)).Is(HttpStatusCode.Forbidden);
            Assert.Equal(0, await victim.RemainingAsync());
        }

        // Replayed, also with the cookie that an honest browser has thrown away.
        var right = await voter.LeaveForWeChatAsync(contest);
        var kept = voter.Jar.Cookies["wechat-state"];
        (await voter.ReturnAsync(contest, WeChat.CodeOf("o-once"), right)).Is(HttpStatusCode.SeeOther);
        (await voter.ReturnAsync(contest, WeChat.CodeOf("o-twice"), right)).Is(HttpStatusCode.Forbidden);
        voter.Jar.Cookies["wechat-state"] = kept;
        (await voter.ReturnAsync(contest, WeChat.CodeOf("o-twice"), right)).Is(HttpStatusCode.Forbidden);

        var elsewhere = await victim.LeaveForWeChatAsync(contest);
        (await Answer.Of(victim.Http.GetAsync($"/c/{other.Slug}/voter/wechat/return?code={WeChat.CodeOf("o-x")}&state={elsewhere}"))).Is(HttpStatusCode.Forbidden);
        var late = await victim.LeaveForWeChatAsync(contest);
        App.Clock.Advance(TimeSpan.FromSeconds(601));
        (await victim.ReturnAsync(contest, WeChat.CodeOf("o-late"), late)).Is(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task No_openid_is_taken_from_an_address_or_a_cookie()
    {
        var contest = await OpenAsync();
        var voter = contest.NewVoter();
        voter.Jar.Cookies["openid"] = "o-forged";
        voter.Jar.Cookies["voter-wechat"] = "o-forged";
        Assert.Equal(0, await voter.RemainingAsync());
        foreach (var forged in new[] { "AAAAAAAAAAAAAAAAAAAAAA.1700000000.AAAAAAAAAAAAAAAAAAAAAA", "..", "a.b.c" })
        {
            voter.Jar.Cookies["voter-wechat"] = forged;
            Assert.Equal(0, await voter.RemainingAsync());
        }

        var state = await voter.LeaveForWeChatAsync(contest, "?openid=o-forged");
        (await voter.ReturnAsync(contest, "made-up", state, "&openid=o-forged&unionid=u-forged")).Is(HttpStatusCode.Conflict);
        Assert.Equal(0, await voter.RemainingAsync());
        state = await voter.LeaveForWeChatAsync(contest);
        (await voter.ReturnAsync(contest, WeChat.CodeOf("o-right"), state, "&openid=o-forged")).Is(HttpStatusCode.SeeOther);
        (await voter.CastAsync(1)).Is(HttpStatusCode.Created);
        var same = contest.NewVoter();
        (await same.SignInByWeChatAsync(contest, WeChat, "o-right")).Is(HttpStatusCode.SeeOther);
        Assert.Equal(9, await same.RemainingAsync());
        // One pass in another channel's cookie is no pass.
        var stranger = contest.NewVoter();
        stranger.Jar.Cookies["voter-phone"] = voter.Jar.Cookies["voter-wechat"];
        Assert.Equal(0, await stranger.RemainingAsync());
    }

    [Theory]
    [InlineData("500")]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"openid":""}""")]
    [InlineData("""{"openid":5}""")]
    [InlineData("""{"errcode":40125,"errmsg":"invalid appsecret"}""")]
    [InlineData("""{"errcode":-1,"errmsg":"system error","openid":"o-x"}""")]
    [InlineData("endless")]
    [InlineData("cut off")]
    public async Task What_WeChat_should_not_answer_makes_nobody_known_and_says_what_to_do(string answer)
    {
        var contest = await OpenAsync();
        WeChat.Instead = async http =>
        {
            if (answer == "500")
                http.Response.StatusCode = 500;
            else if (answer == "cut off")
                http.Abort();
            else
                await http.Response.WriteAsync(answer == "endless" ? new string(' ', 100_000) : answer);
        };
        var refused = await RefusedAsync(contest.NewVoter(), contest, "code", HttpStatusCode.ServiceUnavailable);
        Assert.Contains("微信登录暂不可用", refused.Text, StringComparison.Ordinal);
        Assert.NotNull(refused.RetryAfterSeconds);
        Assert.DoesNotContain(WeChatStub.Secret, refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slow_WeChat_is_not_waited_for()
    {
        await using var own = await channels.StartAnotherAsync(("Voters:WeChat:Timeout", "00:00:00.300"));
        var contest = await own.OpenContestAsync(new Draft { Channels = ["wechat"] });
        var answered = new TaskCompletionSource();
        WeChat.Instead = _ => answered.Task;
        await RefusedAsync(contest.NewVoter(), contest, "code", HttpStatusCode.ServiceUnavailable);
        answered.SetResult();
    }

    [Fact]
    public async Task In_WeChat_s_browser_the_pages_lead_there_by_themselves_once_and_elsewhere_not()
    {
        var contest = await OpenAsync();
        var outside = contest.NewVoter();
        (await Answer.Of(outside.Http.GetAsync($"/c/{contest.Slug}"))).Is(HttpStatusCode.OK);
        var voter = contest.NewVoter();
        voter.Http.DefaultRequestHeaders.UserAgent.ParseAdd(WeChatBrowser);

        var leaving = (await Answer.Of(voter.Http.GetAsync($"/c/{contest.Slug}/e/3"))).Is(HttpStatusCode.Redirect);
        Assert.Equal("open.weixin.qq.com", leaving.Headers.Location!.Host);
        // WeChat did not send the visitor back: the page can be read all the same.
        Assert.Contains($"/c/{contest.Slug}/voter?entry=3", (await Answer.Of(voter.Http.GetAsync($"/c/{contest.Slug}/e/3"))).Is(HttpStatusCode.OK).Text, StringComparison.Ordinal);
        var state = System.Web.HttpUtility.ParseQueryString(leaving.Headers.Location.Query)["state"];
        Assert.Equal($"/c/{contest.Slug}/e/3", (await voter.ReturnAsync(contest, WeChat.CodeOf("o-silent"), state)).Is(HttpStatusCode.SeeOther).Headers.Location!.OriginalString);
        voter.Jar.Cookies.TryRemove("wechat-tried", out _);
        (await Answer.Of(voter.Http.GetAsync($"/c/{contest.Slug}"))).Is(HttpStatusCode.OK);

        var byDevice = await App.OpenContestAsync();
        var visitor = byDevice.NewVoter();
        visitor.Http.DefaultRequestHeaders.UserAgent.ParseAdd(WeChatBrowser);
        (await Answer.Of(visitor.Http.GetAsync($"/c/{byDevice.Slug}"))).Is(HttpStatusCode.OK);
    }

    private static async Task<Answer> RefusedAsync(Voter voter, ContestUnderTest contest, string code, HttpStatusCode status)
    {
        var answer = (await voter.ReturnAsync(contest, code, await voter.LeaveForWeChatAsync(contest))).Is(status);
        Assert.Equal("text/html", answer.ContentType);
        Assert.False((await voter.StandingAsync()).Json.TryGetProperty("channel", out _));
        return answer;
    }
}
