using System.Globalization;
using Microsoft.Extensions.Localization;
using Voting.Server.Contests;
using Voting.Server.Http;
using Voting.Server.Organizers;
using Voting.Server.Ranking;

namespace Voting.Server.Pages;

/// <summary>The way in and out of the pages of organizers and auditors.</summary>
public static class OrganizerSignIn
{
    public static void MapOrganizerSignIn(this IEndpointRouteBuilder app)
    {
        app.MapGet(OrganizerPages.Home, GetHome).ExcludeFromDescription();
        app.MapPost(OrganizerPages.Home, PostSignIn).ExcludeFromDescription();
        app.MapPost(OrganizerPages.Home + "/code", PostCode).ExcludeFromDescription();
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
        return AskToSignIn(http);
    }

    /// <summary>What was typed would be lost with a redirect; the browser's "back" still has it.</summary>
    public static IResult AskToSignIn(HttpContext http) => HttpMethods.IsGet(http.Request.Method)
        ? Page.SeeOther(http, $"{OrganizerPages.Home}?next={Uri.EscapeDataString(http.Request.Path)}")
        : Page.Error(http, "sign-in-required");

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

        return await sessions.SignInAsync(http, name, password) switch
        {
            null => Page.SeeOther(http, next),
            // The password was right: the next page asks for the code only.
            { Code: "code-required" } => Page.Of<CodePage>(http, new { Next = next, Ticket = await sessions.TicketForAsync(name) }),
            var refusal => Refuse(refusal.Code, DetailOf(http, problems, texts, refusal)),
        };

        IResult Refuse(string code, string detail) => Page.Of<SignInPage>(
            http, new { Next = next, Name = name, Problem = problems.Title(code), Detail = detail }, Problems.StatusOf(code));
    }

    /// <summary>The second step, with the ticket of the first.</summary>
    public static async Task<IResult> PostCode(HttpContext http, Sessions sessions, Problems problems, IStringLocalizer<Texts> texts)
    {
        if (await PageForm.ReadAsync(http) is not { } form)
            return Page.Error(http, "bad-request");
        var (ticket, next) = (form["ticket"].ToString(), OwnPage(form["next"]));
        return await sessions.SignInWithTicketAsync(http, ticket, form["code"].ToString()) switch
        {
            null => Page.SeeOther(http, next),
            // Five minutes have passed: from the beginning.
            { Code: "sign-in-required" } => Page.Of<SignInPage>(
                http, new { Next = next, Problem = texts["sign-in.code.late"].Value, Detail = problems.Detail("sign-in-required") },
                Problems.StatusOf("sign-in-required")),
            var refusal => Page.Of<CodePage>(
                http,
                new { Next = next, Ticket = ticket, Problem = problems.Title(refusal.Code), Detail = DetailOf(http, problems, texts, refusal) },
                Problems.StatusOf(refusal.Code)),
        };
    }

    /// <summary>What to do about a refusal in words, and for programs when to come back.</summary>
    public static string DetailOf(HttpContext http, Problems problems, IStringLocalizer<Texts> texts, SignInRefusal refusal)
    {
        if (refusal.RetryAfter is not { } wait)
            return problems.Detail(refusal.Code);
        http.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return texts["sign-in.wait", Math.Ceiling(wait.TotalMinutes)];
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
