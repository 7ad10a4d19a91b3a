using System.Globalization;
using Voting.Server.Contests;
using Voting.Server.Entries;
using Voting.Server.Http;
using Voting.Server.Organizers;
using Voting.Server.Panel;

namespace Voting.Server.Pages;

/// <summary>The organizer's view of the panel: plain forms over the same acts as the API.</summary>
public static class ExpertsPages
{
    /// <param name="organizer">The organizer's pages, which ask for an organizer's session.</param>
    public static void MapExpertsPages(this RouteGroupBuilder organizer)
    {
        var experts = organizer.MapGroup("/c/{slug}/experts");
        experts.MapGet("/", (string slug, string? done, int? min, HttpContext http) => ShowAsync(slug, http, min, view => view with { Done = done }));
        experts.MapPost("/", PostInvite);
        experts.MapPost("/assignment", PostAssignment);
        experts.MapPost("/assignment/import", PostImport);
        experts.MapPost("/coverage", PostCoverage);
        experts.MapSeatPages();
    }

    public static string Address(Contest contest) => $"{OrganizerPages.Home}/c/{contest.Slug}/experts";

    public static async Task<IResult> PostInvite(
        string slug, HttpContext http, ContestDirectory contests, InviteExperts invite, Problems problems)
    {
        if (contests.Find(slug) is not { } contest)
            return Page.Error(http, "contest-not-found");
        if (await PageForm.ReadAsync(http) is not { } form)
            return Page.Error(http, "bad-request");
        var typed = form["experts"].ToString();
        var lines = FormLines.Of(typed);
        List<InvitedExpert> invited = [.. lines.Select(line => new InvitedExpert(line[0], line[1]))];
        var refusal = InviteExperts.Check(invited).Count > 0 ? "invalid-experts" : null;
        IReadOnlyList<IssuedInvitation> issued = [];
        if (refusal is null)
            (issued, refusal) = await invite.ExecuteAsync(contest, invited);
        return refusal is null
            ? await ShowAsync(slug, http, null, view => view with { Issued = [.. issued.Select(invitation => SeatPages.AnswerOf(http, invitation))] })
            : await ShowAsync(
                slug, http, null,
                view => view with { Problem = (problems.Title(refusal), problems.Detail(refusal)), Act = "invite", Typed = typed },
                Problems.StatusOf(refusal));
    }

    public static async Task<IResult> PostAssignment(string slug, HttpContext http, ContestDirectory contests, AssignPanel assign)
    {
        if (contests.Find(slug) is not { } contest)
            return Page.Error(http, "contest-not-found");
        if (await PageForm.ReadAsync(http) is not { } form)
            return Page.Error(http, "bad-request");
        var outcome = form["method"] == "random"
            ? await assign.RandomAsync(contest, Whole(form["perEntry"]) ?? 0)
            : await assign.AllAsync(contest);
        return await AnswerAsync(contest, http, outcome, "assigned");
    }

    public static async Task<IResult> PostImport(
        string slug, HttpContext http, ContestDirectory contests, PanelStore panel, AssignmentCsv csv, AssignPanel assign, Problems problems)
    {
        if (contests.Find(slug) is not { } contest)
            return Page.Error(http, "contest-not-found");
        var (file, problem) = await ImportEndpoint.ReadFileAsync(http);
        if (file is null)
            return await AnswerAsync(contest, http, PanelOutcome.Refused(problem!), "");
        var (numbers, errors) = csv.Read(file, contest, await panel.ReadAsync(contest.Id));
        return errors.Count > 0
            ? await ShowAsync(
                slug, http, null,
                view => view with { Problem = (problems.Title("invalid-import"), problems.Detail("invalid-import")), ImportErrors = errors },
                Problems.StatusOf("invalid-import"))
            : await AnswerAsync(contest, http, await assign.ListedAsync(contest, numbers), "assigned");
    }

    /// <summary>One more expert for every entry that can count on too few marks.</summary>
    public static async Task<IResult> PostCoverage(string slug, HttpContext http, ContestDirectory contests, AssignPanel assign)
    {
        if (contests.Find(slug) is not { } contest)
            return Page.Error(http, "contest-not-found");
        if (await PageForm.ReadAsync(http) is not { } form || Whole(form["expert"]) is not { } id)
            return Page.Error(http, "bad-request");
        var view = await ReadAsync(contest, http, Whole(form["min"]));
        return await AnswerAsync(contest, http, await assign.AddAsync(contest, id, [.. view.Short.Select(line => line.Entry.Number)]), "added", view.MinMarks);
    }

    /// <param name="act">Of which seat the form was, and which form, with what was typed there.</param>
    public static Task<IResult> AnswerAsync(
        Contest contest, HttpContext http, PanelOutcome outcome, string done, int? min = null, (long Seat, string Name, string Typed) act = default)
    {
        if (outcome.Refusal is not { } code)
            return Task.FromResult(Page.SeeOther(http, string.Create(
                CultureInfo.InvariantCulture, $"{Address(contest)}?done={done}{(min is null ? "" : $"&min={min}")}")));
        var problems = http.RequestServices.GetRequiredService<Problems>();
        return ShowAsync(
            contest.Slug, http, min,
            view => view with { Problem = (problems.Title(code), problems.Detail(code)), At = act.Seat, Act = act.Name ?? "", Typed = act.Typed ?? "" },
            Problems.StatusOf(code));
    }

    public static async Task<IResult> ShowAsync(
        string slug, HttpContext http, int? min, Func<ExpertsView, ExpertsView> with, int status = StatusCodes.Status200OK) =>
        http.RequestServices.GetRequiredService<ContestDirectory>().Find(slug) is { } contest
            ? Page.Of<ExpertsPage>(http, new { View = with(await ReadAsync(contest, http, min)) }, status)
            : Page.Error(http, "contest-not-found");

    public static int? Whole(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static async Task<ExpertsView> ReadAsync(Contest contest, HttpContext http, int? min)
    {
        var services = http.RequestServices;
        var experts = await services.GetRequiredService<PanelStore>().ReadAsync(contest.Id);
        var noted = await services.GetRequiredService<DraftStore>().ReadAllAsync(contest.Id);
        return new ExpertsView(
            contest, [.. experts.Select(expert => SeatView.Of(contest, expert, noted[expert.Id]))],
            PanelCoverage.Of(contest, experts, noted), Math.Clamp(min ?? contest.Rules.MinMarks ?? ExpertsView.UsualMarks, 1, 100))
        {
            MayChange = OrganizerEndpoints.ActorOf(http).MayChange,
        };
    }
}
