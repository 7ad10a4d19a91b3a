using System.Globalization;
using System.Security.Cryptography;
using Voting.Server.Contests;

namespace Voting.Server.Voters;

/// <summary>
/// What ties WeChat's answer to the browser that asked: 128 random bits, in the address and in a signed cookie, for ten minutes, for one
/// contest, once on all servers.
/// </summary>
public sealed class WeChatState(VoterTags tags, VoterLimitStore limits, TimeProvider clock)
{
    private const int Bytes = 16;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <param name="entry">The entry the visitor was about to vote for.</param>
    /// <returns>32 hexadecimal digits.</returns>
    public string Issue(HttpContext http, Contest contest, int? entry)
    {
        var state = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes));
        var until = (clock.GetUtcNow() + Lifetime).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var wanted = entry?.ToString(CultureInfo.InvariantCulture) ?? "";
        http.Response.Cookies.Append(
            NameOf(http), $"{state}.{until}.{wanted}.{TagOf(contest, state, until, wanted)}", Options(http));
        return state;
    }

    /// <summary>Takes the browser's state; the second time there is none.</summary>
    /// <returns>Whether it is the one in the address, and the entry it was issued for.</returns>
    public async Task<(bool IsRight, int? Entry)> TakeAsync(HttpContext http, Contest contest, string? state)
    {
        var cookie = http.Request.Cookies[NameOf(http)]?.Split('.');
        http.Response.Cookies.Delete(NameOf(http), Options(http));
        if (cookie is not [var issued, var until, var wanted, var tag]
            || !IsSame(tag, TagOf(contest, issued, until, wanted)) || !IsSame(issued, state ?? "")
            || !long.TryParse(until, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || clock.GetUtcNow().ToUnixTimeSeconds() > seconds)
            return (false, null);
        // The cookie is gone from an honest browser; who has kept it can not use it again, at any server.
        var once = new VoterLimit(tags.Of("wechat/state", issued), 1, TimeSpan.FromDays(1), Lifetime);
        return (
            await limits.TakeAsync(once, clock.GetUtcNow()),
            int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out var entry) ? entry : null);
    }

    private string TagOf(Contest contest, string state, string until, string entry) =>
        Convert.ToHexStringLower(tags.Of("wechat/cookie", contest.Slug, state, until, entry));

    private static bool IsSame(string one, string other) => CryptographicOperations.FixedTimeEquals(
        System.Text.Encoding.UTF8.GetBytes(one), System.Text.Encoding.UTF8.GetBytes(other));

    private static string NameOf(HttpContext http) => http.Request.IsHttps ? "__Host-wechat-state" : "wechat-state";

    private static CookieOptions Options(HttpContext http) => new()
    {
        HttpOnly = true, Secure = http.Request.IsHttps, SameSite = SameSiteMode.Lax, IsEssential = true, Path = "/", MaxAge = Lifetime,
    };
}
