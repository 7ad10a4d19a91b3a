using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Voting.Server.Http;
using Voting.Server.Panel;

namespace Voting.Server.Organizers;

/// <summary>
/// Signing in and out. A session is 32 random bytes in a cookie; it ends at its time whatever happens: an account's after
/// <see cref="OrganizerOptions.SessionLifetime"/>, an expert's after <see cref="PanelOptions.SessionLifetime"/>.
/// </summary>
public sealed class Sessions(
    SessionStore store, AccountStore accounts, InvitationStore seats, MemberInvitationStore memberships, Credentials credentials,
    PasswordCheck passwords, AccountSecrets secrets, IOptions<OrganizerOptions> options, IOptions<PanelOptions> panel, SecurityLog security,
    TimeProvider clock)
{
    public const string OrganizerRole = "organizer";
    public const string AuditorRole = "auditor";
    public const string AccountRole = "account";
    public const string ExpertRole = "expert";
    private static readonly TimeSpan TicketLifetime = TimeSpan.FromMinutes(5);

    /// <param name="code">Of the second step; null or empty when none was given.</param>
    /// <returns>Null when the account is signed in.</returns>
    public async Task<SignInRefusal?> SignInAsync(HttpContext http, string typedName, string password, string? code = null)
    {
        var name = AccountRules.NameOf(typedName) ?? "";
        var refusal = await credentials.CheckAsync(name, password, code, http.Connection.RemoteIpAddress);
        if (refusal is null)
            await OpenAsync(http, name);
        return refusal;
    }

    /// <summary>For who was asked for a code: the password needs not be sent again for five minutes.</summary>
    public async Task<string> TicketForAsync(string typedName) => secrets.TicketFor(
        (await accounts.FindAsync(AccountRules.NameOf(typedName) ?? ""))!, clock.GetUtcNow() + TicketLifetime);

    /// <returns>Null when the account is signed in.</returns>
    public async Task<SignInRefusal?> SignInWithTicketAsync(HttpContext http, string? ticket, string? code)
    {
        if (AccountSecrets.NameOf(ticket, clock.GetUtcNow()) is not { } name || await accounts.FindAsync(name) is not { } account
            || !secrets.IsTrue(ticket!, account))
            return new("sign-in-required");
        var refusal = await credentials.CheckCodeAsync(account, code, http.Connection.RemoteIpAddress);
        if (refusal is null)
            await OpenAsync(http, name);
        return refusal;
    }

    /// <summary>Spends the link of an organizer or auditor, who chooses a password, or gives the one of the account that is there.</summary>
    /// <returns>Null when the person is signed in.</returns>
    public async Task<SignInRefusal?> JoinAsync(HttpContext http, string token, string password, string? code = null)
    {
        var now = clock.GetUtcNow();
        if (await memberships.FindAsync(token, now.ToUnixTimeMilliseconds()) is not { } invitation)
            return new("invitation-unknown");
        if (invitation.Refusal is { } unusable)
            return new(unusable);
        string? newHash = null;
        if (invitation.HasAccount)
        {
            if (await credentials.CheckAsync(invitation.Account, password, code, http.Connection.RemoteIpAddress) is { } refusal)
                return refusal;
        }
        else if (!AccountRules.IsPassword(password, invitation.Account))
        {
            return new("weak-password");
        }
        else if ((newHash = await passwords.HashAsync(password, http.Connection.RemoteIpAddress)) is null)
        {
            return Credentials.Congested;
        }

        var session = RandomNumberGenerator.GetBytes(32);
        var expiresAt = now + options.Value.SessionLifetime;
        if (await memberships.SpendAsync(
            token, invitation, newHash, SHA256.HashData(session), expiresAt.ToUnixTimeMilliseconds(), now.ToUnixTimeMilliseconds()) is { } unspent)
            return new(unspent);
        await ReplaceAsync(http, session);
        security.SignedIn(invitation.Account, http.Connection.RemoteIpAddress);
        return null;
    }

    /// <summary>Spends a link, which no other browser can then: whoever comes with it is the expert.</summary>
    /// <returns>The problem's code; null when the expert is signed in.</returns>
    public async Task<string?> SpendInvitationAsync(HttpContext http, string token)
    {
        var now = clock.GetUtcNow();
        // Only a link that there is: anybody can make one up, and every spending is an act of the ledger's writer.
        if (await seats.FindAsync(token, now.ToUnixTimeMilliseconds()) is not { } invitation)
            return "invitation-unknown";
        if (invitation.Refusal is not null)
            return invitation.Refusal;
        var session = RandomNumberGenerator.GetBytes(32);
        var isSpent = await seats.SpendAsync(
            token, invitation, SHA256.HashData(session), ExpertRole, (now + panel.Value.SessionLifetime).ToUnixTimeMilliseconds(),
            now.ToUnixTimeMilliseconds());
        if (!isSpent)
            return "invitation-spent";
        await ReplaceAsync(http, session);
        security.SignedIn($"Expert seat {invitation.ExpertId}", http.Connection.RemoteIpAddress);
        return null;
    }

    public async Task SignOutAsync(HttpContext http)
    {
        // Only a session that there is: anybody can make up a cookie, and every removal is an act of the ledger's writer.
        if (TokenHashOf(http) is { } tokenHash && await FindAsync(http) is not null)
            await store.RemoveAsync(tokenHash);
        http.Response.Cookies.Delete(CookieName(http), Cookie(http));
    }

    /// <summary>Ends this session and all others of the same account or seat, on whatever device.</summary>
    public async Task SignOutEverywhereAsync(HttpContext http)
    {
        if (await FindAsync(http) is { } actor)
            await store.RemoveAllAsync(actor);
        http.Response.Cookies.Delete(CookieName(http), Cookie(http));
    }

    /// <summary>Changes the password and ends the account's other sessions.</summary>
    /// <returns>Null when it is changed.</returns>
    public async Task<SignInRefusal?> ChangePasswordAsync(HttpContext http, Actor actor, string current, string chosen)
    {
        var account = (await accounts.FindAsync(actor.Name))!;
        if (await credentials.CheckPasswordAsync(account.Name, account, current, http.Connection.RemoteIpAddress) is { } refusal)
            return refusal;
        if (!AccountRules.IsPassword(chosen, account.Name) || chosen == current)
            return new("weak-password");
        if (await passwords.HashAsync(chosen, http.Connection.RemoteIpAddress) is not { } hash)
            return Credentials.Congested;
        if (!await accounts.ChangePasswordAsync(account.Name, account.PasswordHash, hash, TokenHashOf(http)!))
            return new("wrong-password");
        security.Changed(account.Name, "the password", http.Connection.RemoteIpAddress);
        return null;
    }

    /// <summary>Whoever sent this request and is signed in, as what.</summary>
    public async Task<Actor?> FindAsync(HttpContext http) => TokenHashOf(http) is { } tokenHash
        ? await store.FindAsync(tokenHash, clock.GetUtcNow().ToUnixTimeMilliseconds())
        : null;

    private async Task OpenAsync(HttpContext http, string name)
    {
        var token = RandomNumberGenerator.GetBytes(32);
        var now = clock.GetUtcNow();
        await store.AddAsync(
            SHA256.HashData(token), name, (now + options.Value.SessionLifetime).ToUnixTimeMilliseconds(), now.ToUnixTimeMilliseconds());
        await ReplaceAsync(http, token);
        security.SignedIn(name, http.Connection.RemoteIpAddress);
    }

    /// <summary>The browser's session from now on; the one it had before ends.</summary>
    private async Task ReplaceAsync(HttpContext http, byte[] token)
    {
        if (TokenHashOf(http) is { } before && await FindAsync(http) is not null)
            await store.RemoveAsync(before);
        http.Response.Cookies.Append(CookieName(http), Base64Url.EncodeToString(token), Cookie(http));
    }

    private static byte[]? TokenHashOf(HttpContext http) =>
        http.Request.Cookies[CookieName(http)] is { Length: > 0 and < 100 } cookie && Base64Url.IsValid(cookie)
            ? SHA256.HashData(Base64Url.DecodeFromUtf8(Encoding.ASCII.GetBytes(cookie)))
            : null;

    private static CookieOptions Cookie(HttpContext http) => new()
    {
        HttpOnly = true, Secure = http.Request.IsHttps, SameSite = SameSiteMode.Lax, IsEssential = true, Path = "/",
    };

    private static string CookieName(HttpContext http) => http.Request.IsHttps ? "__Host-session" : "session";
}
