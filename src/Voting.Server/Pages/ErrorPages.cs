using Microsoft.AspNetCore.Diagnostics;
using Voting.Server.Http;

namespace Voting.Server.Pages;

/// <summary>Faults, wrong addresses and wrong methods: a page for people, a problem for programs.</summary>
public static class ErrorPages
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(5);
    private static readonly string[] Programs = ["/api", "/log", "/hubs", "/health", "/openapi", "/metrics"];

    public static void MapErrorPages(this IEndpointRouteBuilder app) =>
        app.Map(HttpSetup.ErrorPath + "/{status:int?}", Answer).ExcludeFromDescription();

    private static IResult Answer(int? status, HttpContext http, Problems problems)
    {
        var fault = http.Features.Get<IExceptionHandlerPathFeature>();
        var path = fault?.Path ?? http.Features.Get<IStatusCodeReExecuteFeature>()?.OriginalPath;
        var code = path is null ? "not-found" : HttpSetup.CodeOf(status ?? 500, fault?.Error);
        return Programs.Any(prefix => new PathString(path).StartsWithSegments(prefix))
            ? problems.Of(code, Problems.StatusOf(code) == StatusCodes.Status503ServiceUnavailable ? Retry : null)
            : Page.Error(http, code);
    }
}
