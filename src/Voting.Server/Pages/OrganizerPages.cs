using System.Globalization;
using System.Text;
using Microsoft.Extensions.Localization;
using Voting.Rules.Contests;
using Voting.Server.Contests;
using Voting.Server.Entries;
using Voting.Server.Http;
using Voting.Server.Organizers;
using Voting.Server.Ranking;
using Voting.Server.Voters;

namespace Voting.Server.Pages;

/// <summary>The organizer's pages, which auditors read: plain forms over the same acts as the API, for people and without a script.</summary>
public static class OrganizerPages
{
    public const string Home = "/organizer";

    public static void MapOrganizerPages(this IEndpointRouteBuilder app)
    {
        app.MapOrganizerSignIn();
        app.MapAccountPages();
        var pages = app.MapGroup(Home).ExcludeFromDescription().AddEndpointFilter(OrganizerSignIn.Require);
        pages.MapGet("/new", (HttpContext http, IStringLocalizer<Texts> texts) => OrganizerEndpoints.ActorOf(http).MayChange
            ? Page.Of<NewContestPage>(http, new { Form = NewContestForm.Empty(texts) })
            : Page.Error(http, "not-allowed"));
        pages.MapPost("/new", PostNew);
        pages.MapGet("/c/{slug}", GetContest);
        pages.MapObjectionAnswerPages();
        pages.MapAnalysisPage();
        pages.MapCeremonyPage();
        pages.MapAmendPages();
        pages.MapPeoplePages();
        pages.MapCodePages();
        pages.MapReviewPages();
        pages.MapExpertsPages();
        pages.MapPost("/c/{slug}/phase", PostPhase);
        pages.MapPost("/c/{slug}/import", PostImport);
        pages.MapGet("/entries-sample.csv", GetSample);
    }

    public static async Task<IResult> PostNew(HttpContext http, CreateContest create, IStringLocalizer<Texts> texts)
    {
        if (await PageForm.ReadAsync(http) is not { } fields)
            return Page.Error(http, "bad-request");
        var form = NewContestForm.Of(fields, texts);
        if (form.Check() is not { } contest)
            return Page.Of<NewContestPage>(http, new { Form = form }, StatusCodes.Status422UnprocessableEntity);
        if (await create.ExecuteAsync(contest, OrganizerEndpoints.ActorOf(http)) is not { } created)
        {
            form.Refuse("slug", texts["problem.slug-taken.title"]);
            return Page.Of<NewContestPage>(http, new { Form = form }, StatusCodes.Status409Conflict);
        }

        return Page.SeeOther(http, $"{Home}/c/{created.Slug}?done=created");
    }

    public static Task<IResult> GetContest(string slug, string? done, int? n, HttpContext http) =>
        ShowAsync(http, slug, view => view with { Done = done, DoneCount = n });

    public static async Task<IResult> PostPhase(
        string slug, HttpContext http, ContestDirectory contests, MovePhase move, Problems problems)
    {
        if (contests.Find(slug) is null)
            return Page.Error(http, "contest-not-found");
        var form = await PageForm.ReadAsync(http);
        if (ContestPhases.FromWire(form?["to"]) is not { } to)
            return Page.Error(http, "bad-request");
        var outcome = await move.ExecuteAsync(slug, to, OrganizerEndpoints.ActorOf(http), form!["reason"].ToString());
        var code = outcome switch
        {
            MoveOutcome.SheetsAwaited => "sheets-awaited",
            MoveOutcome.EntriesUnmarked => "entries-unmarked",
            MoveOutcome.ReviewOpen => "review-open",
            MoveOutcome.PublicityRuns => "publicity-running",
            MoveOutcome.NotReconciled => "not-reconciled",
            MoveOutcome.LogStopped => "log-stopped",
            MoveOutcome.Overtaken => "not-saved",
            _ => "illegal-move",
        };
        return outcome is MoveOutcome.Moved or MoveOutcome.AlreadyThere
            ? Page.SeeOther(http, $"{Home}/c/{slug}?done=moved")
            : await ShowAsync(
                http, slug,
                view => view with
                {
                    Problem = (problems.Title(code), problems.Detail(outcome == MoveOutcome.NoEntries ? "no-entries" : code)),
                },
                Problems.StatusOf(code));
    }

    public static async Task<IResult> PostImport(
        string slug, HttpContext http, ContestDirectory contests, ImportEntries import, Problems problems,
        IStringLocalizer<Texts> texts)
    {
        if (contests.Find(slug) is not { } contest)
            return Page.Error(http, "contest-not-found");
        if (!ImportEntries.IsPossible(contest))
            return await RefuseAsync("wrong-phase");
        var (file, problem) = await ImportEndpoint.ReadFileAsync(http);
        if (file is null)
            return await RefuseAsync(problem!, problem == "bad-request" ? texts["organizer.import.choose"].Value : null);

        var isDryRun = http.Request.HasFormContentType && http.Request.Form["dryRun"] == "true";
        var (imported, errors) = await import.ExecuteAsync(contest, file, isDryRun);
        if (errors.Count > 0)
            return await ShowAsync(http, slug, view => view with { ImportErrors = errors }, Problems.StatusOf("invalid-import"));
        return Page.SeeOther(
            http, string.Create(CultureInfo.InvariantCulture, $"{Home}/c/{slug}?done={(isDryRun ? "checked" : "imported")}&n={imported}"));

        Task<IResult> RefuseAsync(string code, string? detail = null) => ShowAsync(
            http, slug, view => view with { Problem = (problems.Title(code), detail ?? problems.Detail(code)) }, Problems.StatusOf(code));
    }

    /// <summary>Header row and an example, with the mark by which spreadsheets know UTF-8.</summary>
    public static IResult GetSample(IStringLocalizer<Texts> texts) => Results.File(
        [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(
            "number,group,title,organization,region,summary,description,imageUrl\r\n" + texts["organizer.import.sample"] + "\r\n")],
        "text/csv; charset=utf-8", "entries.csv");

    private static async Task<IResult> ShowAsync(
        HttpContext http, string slug, Func<OrganizerView, OrganizerView> with, int status = StatusCodes.Status200OK)
    {
        var services = http.RequestServices;
        if (services.GetRequiredService<ContestDirectory>().Find(slug) is not { } contest)
            return Page.Error(http, "contest-not-found");
        var board = (await services.GetRequiredService<TallyBoard>().ReadWholeAsync(contest)).Board;
        var view = new OrganizerView(contest, board.TotalVotes, services.GetRequiredService<TimeProvider>().GetUtcNow())
        {
            MayChange = OrganizerEndpoints.ActorOf(http).MayChange,
            Messages = contest.Rules.Channels.Contains(VoterChannels.Phone) ? await services.GetRequiredService<VerifyPhone>().SpentAsync() : null,
        };
        return Page.Of<OrganizerContestPage>(http, new { View = with(view) }, status);
    }
}
