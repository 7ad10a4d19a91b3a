using System.Text.Json;
using Voting.Server.Contests;
using Voting.Server.Http;
using Voting.Server.Organizers;

namespace Voting.Server.Panel;

/// <summary>The expert's API: every route needs the session of a seat on this contest's panel.</summary>
public static class PanelEndpoints
{
    private static readonly string[] ActRefusals =
        ["unsupported-media-type", "body-too-large", "foreign-origin", "not-saved", "log-stopped", "invalid-request", "panel-closed",
         "sheet-submitted", "sheet-excluded"];

    private static readonly string[] EntryRefusals = [.. ActRefusals, "entry-not-assigned", "invalid-marks"];

    public static void MapPanel(this IEndpointRouteBuilder app)
    {
        var panel = app.MapGroup("/api/panel/{slug}").WithTags("Panel").AddEndpointFilter(RequireSeat)
            .Refuses("sign-in-required", "not-allowed");
        panel.MapGet("/", GetPanel).WithSummary("My assignments, the criteria, my marks and my progress").Produces<PanelAnswer>();
        panel.MapPut("/entries/{number:int}", PutEntry)
            .WithSummary("Saves my marks of one entry as a draft, whole; with the revision that was changed, the later of two browsers is told")
            .Accepts<DraftBody>("application/json").Produces<DraftAnswer>().Refuses([.. EntryRefusals, "entry-recused", "draft-overtaken"]);
        panel.MapPost("/entries/{number:int}/abstention", PostAbstention)
            .WithSummary("I deliberately give this entry no marks, which is not zero; marks saved later take it back")
            .Accepts<AbstentionBody>("application/json").Produces<DraftAnswer>().Refuses([.. EntryRefusals, "entry-recused", "draft-overtaken"]);
        panel.MapPost("/entries/{number:int}/recusal", PostRecusal)
            .WithSummary("I step aside at this entry, for good; the reason is published beside the log")
            .Accepts<ReasonBody>("application/json").Produces(204).Refuses(EntryRefusals);
        panel.MapPost("/submission", PostSubmission).WithSummary("Locks my sheet; 204 also where it is locked already").Produces(204)
            .Refuses("foreign-origin", "not-saved", "log-stopped", "panel-closed", "sheet-excluded", "sheet-incomplete");
    }

    public static async Task<IResult> GetPanel(HttpContext http, PanelDesk desk)
    {
        var (contest, expert) = SeatOf(http);
        return Results.Json(PanelAnswer.Of(await desk.ReadAsync(contest, expert)), WireJson.Options);
    }

    public static async Task<IResult> PutEntry(int number, HttpContext http, PanelDesk desk, Problems problems)
    {
        var (contest, expert) = SeatOf(http);
        var (body, problem) = await RequestBody.ReadJsonAsync<DraftBody>(http, RequestBody.FormLimit, "invalid-request");
        if (body is null)
            return problems.Of(problem!);
        return AnswerOf(contest, problems, await desk.SaveAsync(
            contest, expert, number, new DraftChange(GivenMarks.Of(body.Marks), body.Comment ?? "", body.Revision)));
    }

    public static async Task<IResult> PostAbstention(int number, HttpContext http, PanelDesk desk, Problems problems)
    {
        var (contest, expert) = SeatOf(http);
        var (body, problem) = await RequestBody.ReadJsonAsync<AbstentionBody>(http, RequestBody.BallotLimit, "invalid-request");
        return body is null
            ? problems.Of(problem!)
            : AnswerOf(contest, problems, await desk.AbstainAsync(contest, expert, number, body.Reason, body.Revision));
    }

    public static async Task<IResult> PostRecusal(int number, HttpContext http, PanelDesk desk, Problems problems)
    {
        var (contest, expert) = SeatOf(http);
        var (body, problem) = await RequestBody.ReadJsonAsync<ReasonBody>(http, RequestBody.BallotLimit, "invalid-request");
        return body is null
            ? problems.Of(problem!)
            : problems.Of(await desk.RecuseAsync(contest, expert, number, body.Reason), contest);
    }

    public static async Task<IResult> PostSubmission(HttpContext http, PanelDesk desk, Problems problems)
    {
        var (contest, expert) = SeatOf(http);
        return problems.Of(await desk.SubmitAsync(contest, expert), contest);
    }

    /// <summary>204, or the refusal with what is known about it: <c>errors</c>, <c>missing</c>, <c>stored</c>.</summary>
    public static IResult Of(this Problems problems, PanelOutcome outcome, Contest contest)
    {
        if (outcome.Refusal is not { } code)
            return Results.NoContent();
        var more = new Dictionary<string, object?>();
        if (outcome.Errors is { } errors)
            more["errors"] = errors;
        if (outcome.Missing is { } missing)
            more["missing"] = missing;
        if (outcome.Stored is { } stored)
            more["stored"] = DraftAnswer.Of(contest, stored);
        return problems.Of(code, extensions: more);
    }

    private static IResult AnswerOf(Contest contest, Problems problems, PanelOutcome outcome) => outcome is { Refusal: null, Stored: { } stored }
        ? Results.Json(DraftAnswer.Of(contest, stored), WireJson.Options)
        : problems.Of(outcome, contest);

    private static (Contest Contest, Expert Expert) SeatOf(HttpContext http) => ((Contest, Expert))http.Items[typeof(PanelEndpoints)]!;

    private static async ValueTask<object?> RequireSeat(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var (http, services) = (context.HttpContext, context.HttpContext.RequestServices);
        http.Response.Headers.CacheControl = "no-store";
        var contest = services.GetRequiredService<ContestDirectory>().Find((string)http.GetRouteValue("slug")!);
        var (expert, refusal) = await services.GetRequiredService<PanelDesk>().FindSeatAsync(
            contest, await services.GetRequiredService<Sessions>().FindAsync(http));
        if (expert is null)
            return services.GetRequiredService<Problems>().Of(refusal!);
        http.Items[typeof(PanelEndpoints)] = (contest!, expert);
        return await next(context);
    }
}

/// <param name="Marks">By criterion; at most three decimals; a criterion that is absent or null has no mark yet.</param>
/// <param name="Revision">The one that was changed, 0 for none; absent saves over whatever stands.</param>
public sealed record DraftBody(IReadOnlyDictionary<string, JsonElement> Marks, string? Comment = null, long? Revision = null);

public sealed record AbstentionBody(string Reason, long? Revision = null);

public sealed record ReasonBody(string Reason);
