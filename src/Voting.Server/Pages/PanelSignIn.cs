using Voting.Server.Contests;
using Voting.Server.Organizers;
using Voting.Server.Panel;

namespace Voting.Server.Pages;

/// <summary>Who sees an expert's pages, the way out of them, and what everybody else is told.</summary>
public static class PanelSignIn
{
    public static async ValueTask<object?> Require(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var (http, services) = (context.HttpContext, context.HttpContext.RequestServices);
        var contest = services.GetRequiredService<ContestDirectory>().Find((string)http.GetRouteValue("slug")!);
        var actor = await services.GetRequiredService<Sessions>().FindAsync(http);
        var (expert, _) = await services.GetRequiredService<PanelDesk>().FindSeatAsync(contest, actor);
        if (expert is null)
            return Refuse(http, actor);
        http.Items[typeof(PanelSignIn)] = (contest!, expert);
        return await next(context);
    }

    /// <summary>The seat that <see cref="Require"/> has found.</summary>
    public static (Contest Contest, Expert Expert) SeatOf(HttpContext http) => ((Contest, Expert))http.Items[typeof(PanelSignIn)]!;

    /// <summary>Experts go on to their desk; everybody else reads how to get in.</summary>
    public static async Task<IResult> GetPanel(HttpContext http, Sessions sessions, PanelStore panel, ContestDirectory contests)
    {
        if (await sessions.FindAsync(http) is { ExpertId: { } id }
            && await panel.FindContestAsync(id) is { } contestId
            && contests.All.FirstOrDefault(contest => contest.Id == contestId) is { } own)
            return Page.SeeOther(http, PanelPages.Desk(own));
        return Page.Of<PanelPage>(http, new { });
    }

    public static async Task<IResult> PostSignOut(HttpContext http, Sessions sessions)
    {
        await sessions.SignOutAsync(http);
        return Page.SeeOther(http, "/panel");
    }

    private static IResult Refuse(HttpContext http, Actor? actor)
    {
        var why = actor switch
        {
            null => "signed-out",
            { ExpertId: not null } => "other-panel",
            _ => "organizer",
        };
        return Page.Of<PanelRefusalPage>(
            http, new { Why = why, Actor = actor }, actor is null ? StatusCodes.Status401Unauthorized : StatusCodes.Status403Forbidden);
    }
}
