using System.Globalization;
using Voting.Server.Ballots;
using Voting.Server.Contests;
using Voting.Server.Http;
using Voting.Server.Objections;

namespace Voting.Server.Pages;

/// <summary>Objections as forms: anybody sends one, the organizer answers, both are read in public.</summary>
public static class ObjectionPages
{
    public static void MapObjectionPages(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/c/{slug}/objections", (string slug, bool? sent, string? ballot, HttpContext http) => ShowAsync(slug, http, sent == true, ballot));
        pages.MapPost("/c/{slug}/objections", PostObjection);
    }

    /// <summary>Under the organizer's pages.</summary>
    public static void MapObjectionAnswerPages(this IEndpointRouteBuilder organizer)
    {
        organizer.MapGet("/c/{slug}/objections", (string slug, HttpContext http) => ShowAllAsync(slug, http));
        organizer.MapPost("/c/{slug}/objections", PostAnswer);
    }

    public static async Task<IResult> PostObjection(
        string slug, HttpContext http, ContestDirectory contests, ObjectionDesk desk, Problems problems)
    {
        if (contests.FindListed(slug) is not { } contest)
            return Page.Error(http, "contest-not-found");
        if (await PageForm.ReadAsync(http) is not { } form)
            return Page.Error(http, "bad-request");
        int? entry = int.TryParse(form["entry"], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : form["entry"].ToString().Length > 0 ? -1 : null;
        var (outcome, _) = await desk.SubmitAsync(
            contest, entry, form["ballot"] is [{ Length: > 0 } ballot] ? ballot : null, form["text"].ToString(), form["contact"].ToString(), AddressPrefix.Of(http.Connection.RemoteIpAddress));
        if (outcome == ObjectionOutcome.Done)
            return Page.SeeOther(http, $"/c/{slug}/objections?sent=true");
        // What was typed stays on the page.
        return await ShowAsync(slug, http, sent: false, form["ballot"].ToString(), form, outcome);
    }

    public static async Task<IResult> PostAnswer(string slug, HttpContext http, ContestDirectory contests, ObjectionDesk desk)
    {
        if (contests.Find(slug) is not { } contest)
            return Page.Error(http, "contest-not-found");
        var form = await PageForm.ReadAsync(http);
        if (!long.TryParse(form?["id"], NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            return Page.Error(http, "bad-request");
        var outcome = await desk.AnswerAsync(contest, id, form!["answer"].ToString());
        return outcome == ObjectionOutcome.Done
            ? Page.SeeOther(http, $"{OrganizerPages.Home}/c/{slug}/objections")
            : await ShowAllAsync(slug, http, outcome);
    }

    private static async Task<IResult> ShowAsync(
        string slug, HttpContext http, bool sent, string? ballot, IFormCollection? typed = null, ObjectionOutcome outcome = ObjectionOutcome.Done)
    {
        var services = http.RequestServices;
        if (services.GetRequiredService<ContestDirectory>().FindListed(slug) is not { } contest)
            return Page.Error(http, "contest-not-found");
        var desk = services.GetRequiredService<ObjectionDesk>();
        var reviewed = ballot is { Length: > 0 } && await desk.IsUnderReviewAsync(contest, ballot) ? ballot : null;
        return Page.Of<ObjectionsPage>(
            http,
            new { Contest = contest, Objections = await desk.ReadAsync(contest), Sent = sent, BallotId = reviewed, Typed = typed, Outcome = outcome },
            StatusOf(outcome));
    }

    private static async Task<IResult> ShowAllAsync(string slug, HttpContext http, ObjectionOutcome outcome = ObjectionOutcome.Done)
    {
        var services = http.RequestServices;
        if (services.GetRequiredService<ContestDirectory>().Find(slug) is not { } contest)
            return Page.Error(http, "contest-not-found");
        var objections = await services.GetRequiredService<ObjectionDesk>().ReadAsync(contest);
        return Page.Of<OrganizerObjectionsPage>(http, new { Contest = contest, Objections = objections, Outcome = outcome }, StatusOf(outcome));
    }

    private static int StatusOf(ObjectionOutcome outcome) => outcome == ObjectionOutcome.Done
        ? StatusCodes.Status200OK
        : Problems.StatusOf(ObjectionEndpoints.CodeOf(outcome));
}
