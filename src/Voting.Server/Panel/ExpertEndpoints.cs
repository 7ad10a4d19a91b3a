using Voting.Server.Contests;
using Voting.Server.Http;
using Voting.Server.Organizers;

namespace Voting.Server.Panel;

/// <summary>The organizer's side of the panel: seats, links, assignments, decisions.</summary>
public static class ExpertEndpoints
{
    public const string InvitationPath = "/invitation/";

    private static readonly string[] ActRefusals =
        ["contest-not-found", "unsupported-media-type", "body-too-large", "foreign-origin", "not-saved", "log-stopped", "invalid-request"];

    /// <param name="organizer">The organizer's routes, which ask for an organizer's session.</param>
    public static void MapExperts(this RouteGroupBuilder organizer)
    {
        var experts = organizer.MapGroup("/{slug}/experts");
        experts.MapGet("/", GetExperts).WithSummary("The panel: who has joined, how far each sheet is, who has submitted")
            .Produces<IReadOnlyList<ExpertDetail>>().Refuses("contest-not-found");
        experts.MapPost("/", PostExperts).WithSummary("Invites experts; the links are told once")
            .Accepts<IReadOnlyList<InvitedExpert>>("application/json").Produces<IReadOnlyList<InvitationAnswer>>(201)
            .Refuses([.. ActRefusals, "invalid-experts", "no-criteria", "panel-closed"]);
        experts.MapPost("/{id:long}/invitation", PostInvitation)
            .WithSummary("A new link for the same expert; the one before, if nobody has used it, is worth nothing any more")
            .Produces<InvitationAnswer>(201).Refuses("contest-not-found", "expert-not-found", "foreign-origin", "not-saved");
        experts.MapPut("/{id:long}/assignment", PutAssignment)
            .WithSummary("Which entries the expert marks: these numbers, these groups, or without both every shortlisted entry")
            .Accepts<AssignmentBody>("application/json").Produces(204)
            .Refuses([.. ActRefusals, "expert-not-found", "invalid-assignment", "sheet-submitted", "sheet-excluded"]);
        experts.MapPost("/{id:long}/unlock", PostUnlock)
            .WithSummary("Opens a submitted sheet again, or takes an exclusion back; the reason is published beside the log")
            .Accepts<ReasonBody>("application/json").Produces(204)
            .Refuses([.. ActRefusals, "expert-not-found", "invalid-reason", "panel-closed", "sheet-not-submitted", "sheet-revealed"]);
        experts.MapPost("/{id:long}/exclusion", PostExclusion)
            .WithSummary("Decides that nobody waits for a late expert; the reason is published beside the log")
            .Accepts<ReasonBody>("application/json").Produces(204)
            .Refuses([.. ActRefusals, "expert-not-found", "invalid-reason", "panel-closed", "sheet-submitted", "sheet-revealed"]);
        experts.MapAssignments(ActRefusals);
    }

    public static async Task<IResult> GetExperts(
        string slug, ContestDirectory contests, PanelStore panel, DraftStore drafts, Problems problems)
    {
        if (contests.Find(slug) is not { } contest)
            return problems.Of("contest-not-found");
        var noted = await drafts.ReadAllAsync(contest.Id);
        return Results.Json(
            (await panel.ReadAsync(contest.Id)).Select(expert => ExpertDetail.Of(contest, expert, noted[expert.Id])).ToList(), WireJson.Options);
    }

    public static async Task<IResult> PostExperts(
        string slug, HttpContext http, ContestDirectory contests, InviteExperts invite, Problems problems)
    {
        if (contests.Find(slug) is not { } contest)
            return problems.Of("contest-not-found");
        var (body, problem) = await RequestBody.ReadJsonAsync<List<InvitedExpert?>>(http, RequestBody.FormLimit, "invalid-request");
        if (body is null)
            return problems.Of(problem!);
        if (InviteExperts.Check(body) is { Count: > 0 } errors)
            return problems.Of("invalid-experts", extensions: new Dictionary<string, object?> { ["errors"] = errors });
        var (issued, refusal) = await invite.ExecuteAsync(contest, body!);
        return refusal is null
            ? Results.Json(issued.Select(invitation => AnswerOf(http, invitation)).ToList(), WireJson.Options, statusCode: 201)
            : problems.Of(refusal);
    }

    public static async Task<IResult> PostInvitation(
        string slug, long id, HttpContext http, ContestDirectory contests, InviteExperts invite, Problems problems)
    {
        if (contests.Find(slug) is not { } contest)
            return problems.Of("contest-not-found");
        var (issued, refusal) = await invite.AgainAsync(contest, id);
        return issued is null ? problems.Of(refusal!) : Results.Json(AnswerOf(http, issued), WireJson.Options, statusCode: 201);
    }

    public static async Task<IResult> PutAssignment(
        string slug, long id, HttpContext http, ContestDirectory contests, InviteExperts invite, Problems problems)
    {
        if (contests.Find(slug) is not { } contest)
            return problems.Of("contest-not-found");
        var (body, problem) = await RequestBody.ReadJsonAsync<AssignmentBody>(http, RequestBody.FormLimit, "invalid-request");
        if (body is null)
            return problems.Of(problem!);
        var groups = body.Groups ?? [];
        if (groups.Any(code => contest.Groups.All(group => group.Code != code)))
            return problems.Of(new PanelOutcome("invalid-assignment", [new FieldError("groups", "unknown")]), contest);
        var numbers = body is { Entries: null, Groups: null }
            ? null
            : (IReadOnlyList<int>)[.. body.Entries ?? [], .. contest.Entries.Values.Where(entry => groups.Contains(entry.Group)).Select(entry => entry.Number)];
        return problems.Of(await invite.AssignAsync(contest, id, numbers), contest);
    }

    public static Task<IResult> PostUnlock(string slug, long id, HttpContext http, DecideSheet decide, Problems problems) =>
        DecideAsync(slug, http, problems, (contest, reason) => decide.UnlockAsync(contest, id, reason, OrganizerEndpoints.ActorOf(http)));

    public static Task<IResult> PostExclusion(string slug, long id, HttpContext http, DecideSheet decide, Problems problems) =>
        DecideAsync(slug, http, problems, (contest, reason) => decide.ExcludeAsync(contest, id, reason, OrganizerEndpoints.ActorOf(http)));

    /// <summary>The whole address of a link, as the organizer reached this server.</summary>
    public static string UrlOf(HttpContext http, string token) =>
        $"{http.Request.Scheme}://{http.Request.Host}{InvitationPath}{token}";

    private static async Task<IResult> DecideAsync(
        string slug, HttpContext http, Problems problems, Func<Contest, string, Task<PanelOutcome>> decide)
    {
        if (http.RequestServices.GetRequiredService<ContestDirectory>().Find(slug) is not { } contest)
            return problems.Of("contest-not-found");
        var (body, problem) = await RequestBody.ReadJsonAsync<ReasonBody>(http, RequestBody.BallotLimit, "invalid-request");
        return body is null ? problems.Of(problem!) : problems.Of(await decide(contest, body.Reason), contest);
    }

    private static InvitationAnswer AnswerOf(HttpContext http, IssuedInvitation issued) =>
        new(issued.Expert.Id, issued.Expert.Name, issued.Expert.Affiliation, UrlOf(http, issued.Token));
}

/// <param name="Entries">Numbers; together with the entries of the groups.</param>
public sealed record AssignmentBody(IReadOnlyList<int>? Entries = null, IReadOnlyList<string>? Groups = null);
