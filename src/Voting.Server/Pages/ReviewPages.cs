using System.Globalization;
using Microsoft.Extensions.Localization;
using Voting.Server.Contests;
using Voting.Server.Http;
using Voting.Server.Organizers;
using Voting.Server.Review;

namespace Voting.Server.Pages;

/// <summary>Review of ballots as pages: the organizers' desk with preview, proposal and approval, and what everybody may see.</summary>
public static class ReviewPages
{
    public static void MapPublicReviewPage(this IEndpointRouteBuilder pages) => pages.MapGet("/c/{slug}/review", GetPublic);

    /// <summary>Under the organizer's pages.</summary>
    public static void MapReviewPages(this IEndpointRouteBuilder organizer)
    {
        organizer.MapGet("/c/{slug}/review", (string slug, HttpContext http) => ShowAsync(http, slug, null));
        organizer.MapPost("/c/{slug}/review", PostReview);
        organizer.MapPost("/c/{slug}/review/scan", PostScan);
        organizer.MapPost("/c/{slug}/review/{id:long}/approval", (string slug, long id, HttpContext http, ReviewBallots review) =>
            DecideAsync(slug, http, actor => review.ApproveAsync(slug, id, actor), "approved"));
        organizer.MapPost("/c/{slug}/review/{id:long}/decline", (string slug, long id, HttpContext http, ReviewBallots review) =>
            DecideAsync(slug, http, actor => review.DeclineAsync(slug, id, actor), "declined"));
    }

    public static async Task<IResult> GetPublic(string slug, HttpContext http, ContestDirectory contests, ReviewedBallots reviewed) =>
        contests.FindListed(slug) is { } contest
            ? Page.Of<PublicReviewPage>(http, new { Contest = contest, Counts = await reviewed.PublicAsync(contest) })
            : Page.Error(http, "contest-not-found");

    /// <summary>First the effect, then the same form once more with its reason: the proposal.</summary>
    public static async Task<IResult> PostReview(
        string slug, HttpContext http, ContestDirectory contests, ReviewBallots review, IStringLocalizer<Texts> texts)
    {
        if (contests.Find(slug) is not { } contest)
            return Page.Error(http, "contest-not-found");
        if (await PageForm.ReadAsync(http) is not { } fields)
            return Page.Error(http, "bad-request");
        var form = ReviewForm.Of(contest, texts, fields);
        var filter = form.Read();
        var isConfirmed = fields["confirm"] == "true" && form.Errors.Count == 0;
        var outcome = await review.ProposeAsync(
            slug, filter, form["action"], form["reason"], isDryRun: !isConfirmed, OrganizerEndpoints.ActorOf(http));
        form.Refuse(outcome.Errors ?? []);
        if (outcome.Code is not null || form.Errors.Count > 0)
            return isConfirmed && outcome.Errors is not null
                // Only the reason can be wrong there: the effect is shown again beside it.
                ? Page.Of<ReviewEffectPage>(
                    http, new { Contest = contest, Form = form, Effect = (await review.ProposeAsync(slug, filter, form["action"], null, true, OrganizerEndpoints.ActorOf(http))).Effect },
                    StatusCodes.Status422UnprocessableEntity)
                : await ShowAsync(http, slug, outcome.Code is "invalid-review" ? null : outcome.Code, form);
        return isConfirmed
            ? Page.SeeOther(http, $"{OrganizerPages.Home}/c/{slug}/review?done=proposed")
            : Page.Of<ReviewEffectPage>(http, new { Contest = contest, Form = form, outcome.Effect });
    }

    public static async Task<IResult> PostScan(string slug, HttpContext http, ContestDirectory contests, SignalScan scan)
    {
        if (contests.Find(slug) is not { } contest)
            return Page.Error(http, "contest-not-found");
        if (!ActOnBallots.IsOpen(contest))
            return await ShowAsync(http, slug, "wrong-phase");
        await scan.ScanAsync(contest);
        return Page.SeeOther(http, $"{OrganizerPages.Home}/c/{slug}/review?done=scanned");
    }

    private static async Task<IResult> DecideAsync(string slug, HttpContext http, Func<Actor, Task<ReviewOutcome>> act, string done) =>
        http.RequestServices.GetRequiredService<ContestDirectory>().Find(slug) is null ? Page.Error(http, "contest-not-found")
            : (await act(OrganizerEndpoints.ActorOf(http))).Code is { } code ? await ShowAsync(http, slug, code)
            : Page.SeeOther(http, $"{OrganizerPages.Home}/c/{slug}/review?done={done}");

    private static async Task<IResult> ShowAsync(HttpContext http, string slug, string? problem, ReviewForm? form = null)
    {
        var services = http.RequestServices;
        if (services.GetRequiredService<ContestDirectory>().Find(slug) is not { } contest)
            return Page.Error(http, "contest-not-found");
        form ??= ReviewForm.Of(contest, services.GetRequiredService<IStringLocalizer<Texts>>(), http.Request.Query);
        var view = new ReviewView(
            contest, OrganizerEndpoints.ActorOf(http), form,
            await services.GetRequiredService<FindingStore>().ReadAsync(contest.Id),
            await services.GetRequiredService<ProposalStore>().ReadAsync(contest.Id),
            await services.GetRequiredService<ReviewedBallots>().WholeAsync(contest), http.Request.Query["done"].ToString(), problem);
        return Page.Of<ReviewPage>(
            http, new { View = view }, problem is not null ? Problems.StatusOf(problem) : form.Errors.Count > 0 ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
    }
}

/// <param name="Done">What was just done: <c>proposed | approved | declined | scanned</c>.</param>
/// <param name="Problem">The problem's code.</param>
public sealed record ReviewView(
    Contest Contest, Actor Actor, ReviewForm Form, IReadOnlyList<KeptFinding> Findings, IReadOnlyList<ReviewProposal> Proposals,
    ReviewedCounts Counts, string Done, string? Problem)
{
    public bool IsOpen => ActOnBallots.IsOpen(Contest);

    public string Address => string.Create(CultureInfo.InvariantCulture, $"{OrganizerPages.Home}/c/{Contest.Slug}/review");
}
