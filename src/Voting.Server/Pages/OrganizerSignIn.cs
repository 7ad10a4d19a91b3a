using System.Globalization;
using Microsoft.Extensions.Localization;
using Voting.Server.Contests;
using Voting.Server.Http;
using Voting.Server.Organizers;
using Voting.Server.Ranking;

namespace Voting.Server.Pages;

/// <summary>The way in and out of the organizer's pages.</summary>
public static class OrganizerSignIn
{
    public static void MapOrganizerSignIn(this IEndpointRouteBuilder app)
    {
        app.MapGet(OrganizerPages.Home, GetHome).ExcludeFromDescription();
        app.MapPost(OrganizerPages.Home, PostSignIn).ExcludeFromDescription();
        app.MapPost(OrganizerPages.Home + "/sign-out", PostSignOut).ExcludeFromDescription();
    }

    /// <summary>Who is not signed in gets the form, which leads back to the page asked for.</summary>
    public static async ValueTask<object?> Require(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        http.Response.Headers.CacheControl = "no-store";
        var refusal = await WhyClosedAsync(http, (string?)http.GetRouteValue("slug"));
        if (refusal is null)
            return await next(context);
        if (await http.RequestServices.GetRequiredService<Sessions>().FindAsync(http) is { Role: Sessions.AccountRole })
            return Page.Error(http, refusal);
        if (HttpMethods.IsGet(http.Request.Method))
            return Page.SeeOther(http, $"{OrganizerPages.Home}?next={Uri.EscapeDataString(http.Request.Path)}");
        // What was typed would be lost with a redirect; the browser's "back" still has it.
        return Page.Error(http, "sign-in-required");
    }

    public static async Task<IResult> GetHome(string? next, HttpContext http, Access access, TallyBoard tallies)
    {
        if (await WhyClosedAsync(http, null) is not null)
            return Page.Of<SignInPage>(http, new { Next = OwnPage(next) });
        var rows = new List<OrganizerHomePage.Line>();
        foreach (var contest in await access.ContestsOfAsync(OrganizerEndpoints.ActorOf(http)))
            rows.Add(new(contest, (await tallies.ReadWholeAsync(contest)).Board.TotalVotes));
        return Page.Of<OrganizerHomePage>(http, new { Contests = rows });
    }

    public static async Task<IResult> PostSignIn(HttpContext http, Sessions sessions, Problems problems, IStringLocalizer<Texts> texts)
    {
        if (await PageForm.ReadAsync(http) is not { } form)
            return Page.Error(http, "bad-request");
        var (name, password, next) = (form["name"].ToString().Trim(), form["password"].ToString(), OwnPage(form["next"]));
        if (name.Length is 0 or > 200 || password.Length is 0 or > 1000)
            return Refuse("wrong-password", problems.Detail("wrong-password"));

        var (outcome, wait) = await sessions.SignInAsync(http, name, password);
        switch (outcome)
        {
            case Sessions.SignInOutcome.SignedIn:
                return Page.SeeOther(http, next);
            case Sessions.SignInOutcome.TooManyAttempts:
                http.Response.Headers.RetryAfter = Math.Ceiling(wait!.Value.TotalSeconds).ToString(CultureInfo.InvariantCulture);
                return Refuse("too-many-attempts", texts["sign-in.wait", Math.Ceiling(wait.Value.TotalMinutes)]);
            default:
                return Refuse("wrong-password", problems.Detail("wrong-password"));
        }

        IResult Refuse(string code, string detail) => Page.Of<SignInPage>(
            http, new { Next = next, Name = name, Problem = problems.Title(code), Detail = detail }, Problems.StatusOf(code));
    }

    public static async Task<IResult> PostSignOut(HttpContext http, Sessions sessions)
    {
        await sessions.SignOutAsync(http);
        return Page.SeeOther(http, OrganizerPages.Home);
    }

    /// <summary>Whether somebody with an account may come; the acts then find who it is in the request.</summary>
    /// <returns>The problem's code; null where the page opens.</returns>
    private static async Task<string?> WhyClosedAsync(HttpContext http, string? slug)
    {
        var (actor, refusal) = await http.RequestServices.GetRequiredService<Access>().FindAsync(http, slug);
        if (actor is not null)
            http.Items[typeof(Actor)] = actor;
        return refusal;
    }

    /// <summary>Only the organizer's pages are worth returning to; anything else could be somebody's trap.</summary>
    private static string OwnPage(string? next) =>
        next is { Length: < 200 } && next.StartsWith(OrganizerPages.Home + "/", StringComparison.Ordinal)
            && next.All(c => c is > ' ' and < (char)127)
                ? next
                : OrganizerPages.Home;
}
