namespace Voting.Server.Http;

/// <summary>
/// Refuses what another site's page made a browser send: a foreign <c>Origin</c> (<c>null</c> is foreign), or
/// <c>Sec-Fetch-Site: cross-site</c>, on calls that change state and on the hub. Callers that send neither are no browsers.
/// <c>same-site</c> alone, another host of the same domain, decides nothing: a browser that says so also sends that host's Origin with
/// every call that changes state or opens a WebSocket, and that one is foreign. What it sends without Origin is reading.
/// </summary>
public static class OriginCheck
{
    public static IApplicationBuilder UseOriginCheck(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        if (IsGuarded(http.Request) && IsForeign(http.Request))
        {
            http.RequestServices.GetRequiredService<SecurityLog>().ForeignOrigin(http);
            await http.RequestServices.GetRequiredService<Problems>().Of("foreign-origin").ExecuteAsync(http);
        }
        else
        {
            await next(http);
        }
    });

    private static bool IsGuarded(HttpRequest request) =>
        request.Path.StartsWithSegments("/hubs")
        || !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method));

    private static bool IsForeign(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"].Any(site => site?.Contains("cross-site", StringComparison.OrdinalIgnoreCase) == true))
            return true;
        var origin = request.Headers.Origin;
        return origin.Count > 0
            && !string.Equals(origin.ToString(), $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }
}
