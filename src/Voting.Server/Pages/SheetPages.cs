using Voting.Server.Contests;
using Voting.Server.Http;
using Voting.Server.Panel;

namespace Voting.Server.Pages;

/// <summary>One entry beside its score sheet: plain forms over the same acts as the API.</summary>
public static class SheetPages
{
    /// <param name="panel">The experts' routes, which ask for a seat.</param>
    public static void MapSheetPages(this RouteGroupBuilder panel)
    {
        panel.MapGet("/e/{number:int}", GetSheet);
        panel.MapPost("/e/{number:int}", PostSheet);
        panel.MapPost("/e/{number:int}/abstention", (int number, HttpContext http) => PostReasonAsync(
            number, http, "abstention", (desk, contest, expert, fields) => desk.AbstainAsync(contest, expert, number, fields.Reason, fields.Revision)));
        panel.MapPost("/e/{number:int}/recusal", (int number, HttpContext http) => PostReasonAsync(
            number, http, "recusal", (desk, contest, expert, fields) => desk.RecuseAsync(contest, expert, number, fields.Reason)));
    }

    public static Task<IResult> GetSheet(int number, string? saved, HttpContext http) =>
        ShowAsync(http, number, view => view with { IsSaved = saved is not null });

    public static async Task<IResult> PostSheet(int number, HttpContext http, PanelDesk desk)
    {
        var (contest, expert) = PanelSignIn.SeatOf(http);
        if (await PageForm.ReadAsync(http) is not { } form)
            return Page.Error(http, "bad-request");
        var fields = SheetFields.Of(contest, form);
        var outcome = await desk.SaveAsync(contest, expert, number, new DraftChange(fields.Given, fields.Comment, fields.Revision));
        if (outcome.Refusal is not null)
            return await RefuseAsync(http, number, outcome, fields, null);
        return Page.SeeOther(http, form["then"] == "next"
            ? SheetView.NextBehind(await desk.ReadAsync(contest, expert), number)
            : PanelPages.Sheet(contest, number) + "?saved=1");
    }

    private static async Task<IResult> PostReasonAsync(
        int number, HttpContext http, string act, Func<PanelDesk, Contest, Expert, SheetFields, Task<PanelOutcome>> execute)
    {
        var (contest, expert) = PanelSignIn.SeatOf(http);
        if (await PageForm.ReadAsync(http) is not { } form)
            return Page.Error(http, "bad-request");
        var fields = SheetFields.Of(contest, form);
        var outcome = await execute(http.RequestServices.GetRequiredService<PanelDesk>(), contest, expert, fields);
        return outcome.Refusal is null
            ? Page.SeeOther(http, PanelPages.Sheet(contest, number))
            : await RefuseAsync(http, number, outcome, fields, act);
    }

    /// <param name="act">Whose reason was typed; null for marks. The fields of a reason's form hold no marks: those are as stored.</param>
    private static Task<IResult> RefuseAsync(HttpContext http, int number, PanelOutcome outcome, SheetFields fields, string? act)
    {
        var problems = http.RequestServices.GetRequiredService<Problems>();
        var code = act is not null && outcome.Refusal == "invalid-marks" ? "invalid-reason" : outcome.Refusal!;
        return ShowAsync(
            http, number,
            view => view with
            {
                Problem = (problems.Title(code), problems.Detail(code)),
                Errors = outcome.Errors ?? [],
                Opened = act,
                Overtaken = act is null && code == "draft-overtaken" ? outcome.Stored : null,
                Fields = act is not null
                    ? view.Fields with { Reason = fields.Reason }
                    : fields with { Revision = outcome.Stored?.Revision ?? fields.Revision },
            },
            Problems.StatusOf(code));
    }

    private static async Task<IResult> ShowAsync(
        HttpContext http, int number, Func<SheetView, SheetView> with, int status = StatusCodes.Status200OK)
    {
        var (contest, expert) = PanelSignIn.SeatOf(http);
        var panel = await http.RequestServices.GetRequiredService<PanelDesk>().ReadAsync(contest, expert);
        return panel.Find(number) is { } line
            ? Page.Of<SheetPage>(http, new { View = with(new SheetView(panel, line, SheetFields.Of(contest, line.Draft))) }, status)
            : Page.Error(http, "entry-not-assigned");
    }
}
