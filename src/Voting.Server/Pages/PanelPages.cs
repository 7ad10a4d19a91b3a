using Voting.Server.Contests;
using Voting.Server.Http;
using Voting.Server.Panel;

namespace Voting.Server.Pages;

/// <summary>The experts' pages: the desk with what is assigned, one sheet for each entry, and the submission of all of them.</summary>
public static class PanelPages
{
    public static void MapPanelPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/panel", PanelSignIn.GetPanel).ExcludeFromDescription();
        app.MapPost("/panel/sign-out", PanelSignIn.PostSignOut).ExcludeFromDescription();
        var panel = app.MapGroup("/panel/{slug}").ExcludeFromDescription().AddEndpointFilter(PanelSignIn.Require);
        panel.MapGet("/", GetDesk);
        panel.MapGet("/submission", GetSubmission);
        panel.MapPost("/submission", PostSubmission);
        panel.MapSheetPages();
    }

    public static string Desk(Contest contest) => $"/panel/{contest.Slug}";

    public static string Submission(Contest contest) => $"/panel/{contest.Slug}/submission";

    public static string Sheet(Contest contest, int number) => $"/panel/{contest.Slug}/e/{number}";

    /// <param name="show"><c>open</c> shows only what is still to be done.</param>
    public static async Task<IResult> GetDesk(string? show, string? done, HttpContext http, PanelDesk desk)
    {
        var (contest, expert) = PanelSignIn.SeatOf(http);
        return Page.Of<DeskPage>(
            http, new { View = await desk.ReadAsync(contest, expert), OnlyOpen = show == "open", IsAllDone = done == "all" });
    }

    public static async Task<IResult> GetSubmission(HttpContext http, PanelDesk desk)
    {
        var (contest, expert) = PanelSignIn.SeatOf(http);
        return Page.Of<SubmissionPage>(http, new { View = await desk.ReadAsync(contest, expert) });
    }

    public static async Task<IResult> PostSubmission(HttpContext http, PanelDesk desk, Problems problems)
    {
        var (contest, expert) = PanelSignIn.SeatOf(http);
        var form = await PageForm.ReadAsync(http);
        if (form is null || form["confirm"] != "true")
            return await ShowAsync(null, StatusCodes.Status422UnprocessableEntity);
        return (await desk.SubmitAsync(contest, expert)).Refusal is { } refusal
            ? await ShowAsync((problems.Title(refusal), problems.Detail(refusal)), Problems.StatusOf(refusal))
            : Page.SeeOther(http, Submission(contest));

        async Task<IResult> ShowAsync((string Title, string Detail)? problem, int status) => Page.Of<SubmissionPage>(
            http, new { View = await desk.ReadAsync(contest, expert), Problem = problem, IsUnconfirmed = problem is null }, status);
    }
}
