using System.Globalization;
using Voting.Rules.Ranking;
using Voting.Server.Contests;
using Voting.Server.Http;
using Voting.Server.Organizers;
using Voting.Server.Ranking;

namespace Voting.Server.Pages;

/// <summary>The organizer's side of a ceremony: what comes next, and one button.</summary>
public static class CeremonyPages
{
    public static void MapCeremonyPage(this IEndpointRouteBuilder organizer)
    {
        organizer.MapGet("/c/{slug}/ceremony", (string slug, HttpContext http) => ShowAsync(slug, http));
        organizer.MapPost("/c/{slug}/ceremony", PostStep);
    }

    public static async Task<IResult> PostStep(string slug, HttpContext http, ContestDirectory contests, Ceremony ceremony)
    {
        if (contests.Find(slug) is null)
            return Page.Error(http, "contest-not-found");
        var form = await PageForm.ReadAsync(http);
        if (!int.TryParse(form?["step"], NumberStyles.None, CultureInfo.InvariantCulture, out var step))
            return Page.Error(http, "bad-request");
        var outcome = await ceremony.RevealAsync(slug, step);
        return outcome == CeremonyOutcome.Done
            ? Page.SeeOther(http, $"{OrganizerPages.Home}/c/{slug}/ceremony")
            : await ShowAsync(slug, http, CeremonyEndpoint.CodeOf(outcome));
    }

    private static async Task<IResult> ShowAsync(string slug, HttpContext http, string? problem = null)
    {
        var services = http.RequestServices;
        if (services.GetRequiredService<ContestDirectory>().Find(slug) is not { } contest)
            return Page.Error(http, "contest-not-found");
        IReadOnlyList<CeremonyStep> plan = contest.CeremonySteps is null ? [] : await services.GetRequiredService<Ceremony>().PlanAsync(contest);
        return Page.Of<CeremonyControlPage>(
            http, new { Contest = contest, Plan = plan, Problem = problem, OrganizerEndpoints.ActorOf(http).MayChange },
            problem is null ? StatusCodes.Status200OK : Problems.StatusOf(problem));
    }
}
