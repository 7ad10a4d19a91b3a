using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Voting.Server.Panel;

namespace Voting.Server.Organizers;

/// <summary>
/// Signing in and out. A session is 32 random bytes in a cookie; it ends at its time whatever happens: an account's after eight
/// hours, an expert's after <see cref="PanelOptions.SessionLifetime"/>.
/// </summary>
public sealed class Sessions(
    AccountStore store, InvitationStore invitations, PasswordCheck passwords, PasswordAttempts attempts, IOptions<PanelOptions> panel,
    TimeProvider clock)
{
    public const string OrganizerRole = "organizer";
    public const string AuditorRole = "auditor";
    public const string AccountRole = "account";
    public const string ExpertRole = "expert";
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(8);
    private static readonly TimeSpan Congestion = TimeSpan.FromSeconds(10);

    public enum SignInOutcome
    {
        SignedIn,
        WrongPassword,
        TooManyAttempts,
    }

    public async Task<(SignInOutcome Outcome, TimeSpan? RetryAfter)> SignInAsync(HttpContext http, string name, string password)
    {
        var address = http.Connection.RemoteIpAddress;
        if (attempts.Take(name, address) is { } wait)
            return (SignInOutcome.TooManyAttempts, wait);

        var isRight = await passwords.IsRightAsync(await store.FindPasswordHashAsync(name), password);
        if (isRight is false)
            return (SignInOutcome.WrongPassword, null);
        attempts.GiveBack(name, address);
        if (isRight is null)
            return (SignInOutcome.TooManyAttempts, Congestion);

        var token = RandomNumberGenerator.GetBytes(32);
        var now = clock.GetUtcNow();
        await store.AddSessionAsync(
            SHA256.HashData(token), name, AccountRole, (now + Lifetime).ToUnixTimeMilliseconds(), now.ToUnixTimeMilliseconds());
        http.Response.Cookies.Append(CookieName(http), Base64Url.EncodeToString(token), Cookie(http));
        return (SignInOutcome.SignedIn, null);
    }

    /// <summary>Spends a link, which no other browser can then: whoever comes with it is the expert.</summary>
    /// <returns>The problem's code; null when the expert is signed in.</returns>
    public async Task<string?> SpendInvitationAsync(HttpContext http, string token)
    {
        var now = clock.GetUtcNow();
        // Only a link that there is: anybody can make one up, and every spending is an act of the ledger's writer.
        if (await invitations.FindAsync(token, now.ToUnixTimeMilliseconds()) is not { } invitation)
            return "invitation-unknown";
        if (invitation.Refusal is not null)
            return invitation.Refusal;
        var session = RandomNumberGenerator.GetBytes(32);
        var isSpent = await invitations.SpendAsync(
            token, invitation, SHA256.HashData(session), ExpertRole, (now + panel.Value.SessionLifetime).ToUnixTimeMilliseconds(),
            now.ToUnixTimeMilliseconds());
        if (!isSpent)
            return "invitation-spent";
        http.Response.Cookies.Append(CookieName(http), Base64Url.EncodeToString(session), Cookie(http));
        return null;
    }

    public async Task SignOutAsync(HttpContext http)
    {
        // Only a session that there is: anybody can make up a cookie, and every removal is an act of the ledger's writer.
        if (TokenOf(http) is { } token && await FindAsync(http) is not null)
            await store.RemoveSessionAsync(SHA256.HashData(token));
        http.Response.Cookies.Delete(CookieName(http), Cookie(http));
    }

    /// <summary>Whoever sent this request and is signed in, as what.</summary>
    public async Task<Actor?> FindAsync(HttpContext http) => TokenOf(http) is { } token
        ? await store.FindSessionAsync(SHA256.HashData(token), clock.GetUtcNow().ToUnixTimeMilliseconds())
        : null;

    private static byte[]? TokenOf(HttpContext http) =>
        http.Request.Cookies[CookieName(http)] is { Length: > 0 and < 100 } cookie && Base64Url.IsValid(cookie)
            ? Base64Url.DecodeFromUtf8(Encoding.ASCII.GetBytes(cookie))
            : null;

    private static CookieOptions Cookie(HttpContext http) => new()
    {
        HttpOnly = true, Secure = http.Request.IsHttps, SameSite = SameSiteMode.Lax, IsEssential = true, Path = "/",
    };

    private static string CookieName(HttpContext http) => http.Request.IsHttps ? "__Host-session" : "session";
}
