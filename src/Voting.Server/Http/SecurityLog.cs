using System.Net;

namespace Voting.Server.Http;

/// <summary>
/// What an operator looks for after a break-in: who signed in from where, whom the server refused, and what other sites tried. Of
/// what was typed nothing is written, of an address of a page only its pattern, and of voters neither name nor address.
/// </summary>
public sealed class SecurityLog(ILogger<SecurityLog> log)
{
    private static readonly string[] Guarded = ["api/organizer", "organizer", "api/panel", "panel"];

    /// <param name="who">An account that there is, or an expert's seat.</param>
    public void SignedIn(string who, IPAddress? address) => log.LogInformation("{Who} signed in from {Address}", who, Plain(address));

    /// <param name="who">Null where there is no such account: a password may have been typed in place of a name.</param>
    /// <param name="reason">The problem's code.</param>
    public void Refused(string? who, string reason, IPAddress? address) =>
        log.LogWarning("{Who} was refused ({Reason}) from {Address}", who ?? "An unknown account", reason, Plain(address));

    public void Changed(string who, string what, IPAddress? address) => log.LogInformation("{Who} changed {What} from {Address}", who, what, Plain(address));

    public void ForeignOrigin(HttpContext http) => log.LogWarning(
        "Another site's page tried {Method} {Route}", MethodOf(http), RouteOf(http) ?? "an address that is none");

    /// <summary>Says what was refused to whom where only organizers, auditors and experts have business.</summary>
    public void Answered(HttpContext http)
    {
        if (http.Response.StatusCode == StatusCodes.Status403Forbidden && RouteOf(http) is { } route
            && Array.Exists(Guarded, guarded => route.StartsWith(guarded, StringComparison.Ordinal)))
            log.LogWarning("{Method} {Route} was refused from {Address}", MethodOf(http), route, Plain(http.Connection.RemoteIpAddress));
    }

    private static IPAddress? Plain(IPAddress? address) => address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;

    private static string? RouteOf(HttpContext http) => (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText?.Trim('/');

    /// <summary>One that there is: anything can be sent in its place.</summary>
    private static string MethodOf(HttpContext http) => http.Request.Method is "GET" or "POST" or "PUT" or "PATCH" or "DELETE" ? http.Request.Method : "?";
}
