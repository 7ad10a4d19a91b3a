using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Voting.Server.Organizers;

/// <summary>Signing in and out. A session is 32 random bytes in a cookie, valid for eight hours whatever happens.</summary>
public sealed class Sessions(
    OrganizerStore store, PasswordCheck passwords, PasswordAttempts attempts, TimeProvider clock)
{
    public const string OrganizerRole = "organizer";
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
            SHA256.HashData(token), name, OrganizerRole, (now + Lifetime).ToUnixTimeMilliseconds(), now.ToUnixTimeMilliseconds());
        http.Response.Cookies.Append(CookieName(http), Base64Url.EncodeToString(token), Cookie(http));
        return (SignInOutcome.SignedIn, null);
    }

    /// <summary>The organizer who sent this request; null for everybody else, whoever is signed in.</summary>
    public async Task<Actor?> FindOrganizerAsync(HttpContext http) =>
        await FindAsync(http) is { Role: OrganizerRole } organizer ? organizer : null;

    public async Task SignOutAsync(HttpContext http)
    {
        // Only a session that there is: anybody can make up a cookie, and every removal is an act of the ledger's writer.
        if (TokenOf(http) is { } token && await FindAsync(http) is not null)
            await store.RemoveSessionAsync(SHA256.HashData(token));
        http.Response.Cookies.Delete(CookieName(http), Cookie(http));
    }

    private async Task<Actor?> FindAsync(HttpContext http) => TokenOf(http) is { } token
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
