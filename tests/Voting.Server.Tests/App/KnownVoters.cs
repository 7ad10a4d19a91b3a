using System.Net;
using System.Net.Http.Json;
using System.Web;

namespace Voting.Server.Tests.App;

/// <summary>What a visitor does to become known.</summary>
public static class KnownVoters
{
    private static int _lastPhone;

    /// <summary>A number nobody had before, in its international form.</summary>
    public static string NewPhone() => $"+86138{Interlocked.Increment(ref _lastPhone):D8}";

    /// <param name="solution">Of a challenge that was asked for before.</param>
    public static async Task<Answer> AskAsync(this Voter voter, ContestUnderTest contest, string phone, string? solution = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/contests/{contest.Slug}/voter/phone") { Content = JsonContent.Create(new { phone }) };
        if (solution is not null)
            request.Headers.Add("Altcha", solution);
        return await Answer.Of(voter.Http.SendAsync(request));
    }

    public static Task<Answer> ConfirmAsync(this Voter voter, ContestUnderTest contest, string phone, string code) => Answer.Of(
        voter.Http.PostAsJsonAsync($"/api/contests/{contest.Slug}/voter/phone/code", new { phone, code }));

    public static Task<Answer> EnterAsync(this Voter voter, ContestUnderTest contest, string code) => Answer.Of(
        voter.Http.PostAsJsonAsync($"/api/contests/{contest.Slug}/voter/code", new { code }));

    /// <summary>The whole way of a phone.</summary>
    public static async Task ProveAsync(this Voter voter, ContestUnderTest contest, SmsStub sms, string phone)
    {
        (await voter.AskAsync(contest, phone)).Is(HttpStatusCode.Accepted);
        (await voter.ConfirmAsync(contest, phone, sms.CodeTo(phone))).Is(HttpStatusCode.NoContent);
    }

    /// <summary>To WeChat, which is told who the visitor is, and back.</summary>
    public static async Task<Answer> SignInByWeChatAsync(this Voter voter, ContestUnderTest contest, WeChatStub weChat, string openId)
    {
        var state = await voter.LeaveForWeChatAsync(contest);
        return await voter.ReturnAsync(contest, weChat.CodeOf(openId), state);
    }

    /// <returns>The state that the browser carries there.</returns>
    public static async Task<string> LeaveForWeChatAsync(this Voter voter, ContestUnderTest contest, string query = "")
    {
        var answer = (await Answer.Of(voter.Http.GetAsync($"/c/{contest.Slug}/voter/wechat{query}"))).Is(HttpStatusCode.Redirect);
        return HttpUtility.ParseQueryString(answer.Headers.Location!.Query)["state"]!;
    }

    public static Task<Answer> ReturnAsync(this Voter voter, ContestUnderTest contest, string? code, string? state, string more = "") => Answer.Of(
        voter.Http.GetAsync($"/c/{contest.Slug}/voter/wechat/return?code={code}&state={state}{more}"));

    /// <summary>Codes as the organizer gets them.</summary>
    public static async Task<IReadOnlyList<string>> MakeCodesAsync(this VotingApp app, ContestUnderTest contest, int count, string label = "hall")
    {
        var answer = (await Answer.Of((await app.OrganizerAsync()).PostAsJsonAsync(
            $"/api/organizer/contests/{contest.Slug}/codes", new { count, label }))).Is(HttpStatusCode.Created);
        return [.. answer["codes"].EnumerateArray().Select(code => code.GetProperty("code").GetString()!)];
    }
}
