using Voting.Rules.Contests;
using Voting.Server.Ballots;
using Voting.Server.Contests;
using Voting.Server.Voters;

namespace Voting.Server.Pages;

/// <summary>To WeChat and back: the browser carries a state there and a code home, and everything else is asked from server to server.</summary>
public static class WeChatPages
{
    private static readonly TimeSpan NotAgainFor = TimeSpan.FromMinutes(10);

    public static void MapWeChatPages(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/c/{slug}/voter/wechat", GetWeChat);
        pages.MapGet("/c/{slug}/voter/wechat/return", GetReturn);
    }

    public static IResult GetWeChat(string slug, string? entry, HttpContext http, ContestDirectory contests, WeChatAccount account, WeChatState states)
    {
        if (contests.FindListed(slug) is not { } contest)
            return Page.Error(http, "contest-not-found");
        if (Refusal(contest, account) is { } problem)
            return IdentityPages.Show(http, slug, view => view with { Problem = problem });
        return Leave(http, contest, IdentityPages.EntryOf(entry), account, states);
    }

    /// <summary>
    /// In WeChat's own browser nobody has to press anything: the page leads there and back before it is shown. Not twice within
    /// ten minutes, so that the contest can be read when WeChat does not answer.
    /// </summary>
    /// <returns>Null where the page is shown as it is.</returns>
    public static IResult? Silently(HttpContext http, Contest contest, int? entry)
    {
        var services = http.RequestServices;
        var account = services.GetRequiredService<WeChatAccount>();
        if (!http.Request.Headers.UserAgent.ToString().Contains("MicroMessenger", StringComparison.Ordinal)
            || Refusal(contest, account) is not null || http.Request.Cookies.ContainsKey(TriedCookie(http))
            || contest.StateAt(services.GetRequiredService<TimeProvider>().GetUtcNow()) != VotingState.Open
            || services.GetRequiredService<VoterPass>().Find(http, contest) is { Channel: not VoterChannels.Device })
            return null;
        http.Response.Cookies.Append(TriedCookie(http), "1", new CookieOptions
        {
            HttpOnly = true, Secure = http.Request.IsHttps, SameSite = SameSiteMode.Lax, IsEssential = true, MaxAge = NotAgainFor, Path = "/",
        });
        return Leave(http, contest, entry, account, services.GetRequiredService<WeChatState>());
    }

    public static async Task<IResult> GetReturn(
        string slug, string? code, string? state, HttpContext http, ContestDirectory contests, WeChatAccount account, WeChatState states,
        VoterPass pass, VoterLinks links)
    {
        if (contests.FindListed(slug) is not { } contest)
            return Page.Error(http, "contest-not-found");
        if (Refusal(contest, account) is { } closed)
            return IdentityPages.Show(http, slug, view => view with { Problem = closed });

        // 1. The browser that comes back is the one that left, and comes for the first time.
        var (isRight, entry) = await states.TakeAsync(http, contest, state);
        if (!isRight)
            return IdentityPages.Show(http, slug, view => view with { Problem = "wechat-state" });

        // 2. Who it is, WeChat says, to this server and not to the browser.
        var answer = await account.ExchangeAsync(code);
        if (answer.OpenId is null)
            return IdentityPages.Show(http, slug, view => view with { Entry = entry, Problem = answer.Problem });

        // 3. The pass, and the voter this person may have been before.
        await links.JoinAsync(contest, pass.Issue(http, contest, VoterChannels.WeChat, account.SubjectOf(answer.OpenId)));
        return Page.SeeOther(http, IdentityPages.Wanted(slug, entry));
    }

    private static string? Refusal(Contest contest, WeChatAccount account) =>
        !contest.Rules.Channels.Contains(VoterChannels.WeChat) ? "channel-not-accepted"
        : contest.Phase > ContestPhase.Voting ? "voting-closed"
        : account.IsReady ? null
        : "wechat-unavailable";

    private static IResult Leave(HttpContext http, Contest contest, int? entry, WeChatAccount account, WeChatState states)
    {
        http.Response.Headers.CacheControl = "no-store";
        var state = states.Issue(http, contest, entry);
        return Results.Redirect(account.AuthorizeAddress(
            $"{http.Request.Scheme}://{http.Request.Host}/c/{contest.Slug}/voter/wechat/return", state));
    }

    private static string TriedCookie(HttpContext http) => http.Request.IsHttps ? "__Host-wechat-tried" : "wechat-tried";
}
