using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;
using Voting.Server.Http;

namespace Voting.Server.Pages;

/// <summary>Renders a component as a whole page. Pages know who looks at them, so nobody keeps them.</summary>
public static class Page
{
    /// <param name="parameters">The component's parameters, by name.</param>
    public static IResult Of<TComponent>(HttpContext http, object parameters, int status = StatusCodes.Status200OK)
        where TComponent : IComponent
    {
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.Vary = "Cookie, Accept-Language";
        return new RazorComponentResult<TComponent>(parameters) { StatusCode = status };
    }

    /// <summary>A refusal as a page, in the words of the problem table.</summary>
    public static IResult Error(HttpContext http, string code)
    {
        var problems = http.RequestServices.GetRequiredService<Problems>();
        return Of<ErrorPage>(
            http, new { Heading = problems.Title(code), Explanation = problems.Detail(code) }, Problems.StatusOf(code));
    }

    /// <summary>After an act the browser fetches a page anew, so that reloading does not repeat the act.</summary>
    public static IResult SeeOther(HttpContext http, string address)
    {
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.Location = address;
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }
}
