using Voting.Server.Contests;
using Voting.Server.Entries;
using Voting.Server.Http;

namespace Voting.Server.Panel;

/// <summary>Who marks what, for the whole panel.</summary>
public static class AssignmentEndpoints
{
    private const int UsualMarks = 3;

    /// <param name="experts">The organizer's routes of one contest's panel.</param>
    /// <param name="refusals">What any act with a body can end with.</param>
    public static void MapAssignments(this RouteGroupBuilder experts, string[] refusals)
    {
        experts.MapGet("/coverage", GetCoverage).WithSummary("Entries that can count on fewer marks than asked for")
            .Produces<IReadOnlyList<CoverageAnswer>>().Refuses("contest-not-found");
        experts.MapPost("/assignment", PostAssignment)
            .WithSummary("Every entry to everybody, or so many experts drawn for each entry; submitted sheets stay as they are")
            .Accepts<PanelAssignmentBody>("application/json").Produces(204).Refuses([.. refusals, "invalid-assignment"]);
        experts.MapPost("/assignment/import", PostImport)
            .WithSummary("Who marks what from CSV with the header number,expert; experts that it does not name stay as they are")
            .Produces(204) // Other types are refused behind the session, not before it.
            .Refuses([.. refusals, "bad-request", "invalid-import", "expert-not-found", "invalid-assignment", "sheet-submitted", "sheet-excluded"]);
        experts.MapPost("/{id:long}/substitution", PostSubstitution)
            .WithSummary("Another expert marks besides what this one does not: all of it when excluded, else abstentions and recusals")
            .Accepts<SubstitutionBody>("application/json").Produces(204)
            .Refuses([.. refusals, "expert-not-found", "invalid-assignment", "sheet-submitted", "sheet-excluded"]);
    }

    /// <param name="min">Marks that every entry should have.</param>
    public static async Task<IResult> GetCoverage(
        string slug, int? min, ContestDirectory contests, PanelStore panel, DraftStore drafts, Problems problems)
    {
        if (contests.Find(slug) is not { } contest)
            return problems.Of("contest-not-found");
        var all = PanelCoverage.Of(contest, await panel.ReadAsync(contest.Id), await drafts.ReadAllAsync(contest.Id));
        return Results.Json(
            all.Where(line => line.Expected < (min ?? UsualMarks))
                .Select(line => new CoverageAnswer(line.Entry.Number, line.Entry.Title, line.Expected, line.Given)).ToList(),
            WireJson.Options);
    }

    public static async Task<IResult> PostAssignment(
        string slug, HttpContext http, ContestDirectory contests, AssignPanel assign, Problems problems)
    {
        if (contests.Find(slug) is not { } contest)
            return problems.Of("contest-not-found");
        var (body, problem) = await RequestBody.ReadJsonAsync<PanelAssignmentBody>(http, RequestBody.BallotLimit, "invalid-request");
        return body switch
        {
            null => problems.Of(problem!),
            { Method: "all" } => problems.Of(await assign.AllAsync(contest), contest),
            { Method: "random" } => problems.Of(await assign.RandomAsync(contest, body.PerEntry ?? UsualMarks), contest),
            _ => problems.Of(new PanelOutcome("invalid-assignment", [new FieldError("method", "unknown")]), contest),
        };
    }

    public static async Task<IResult> PostImport(
        string slug, HttpContext http, ContestDirectory contests, PanelStore panel, AssignmentCsv csv, AssignPanel assign, Problems problems)
    {
        if (contests.Find(slug) is not { } contest)
            return problems.Of("contest-not-found");
        var (file, problem) = await ImportEndpoint.ReadFileAsync(http);
        if (file is null)
            return problems.Of(problem!);
        var (numbers, errors) = csv.Read(file, contest, await panel.ReadAsync(contest.Id));
        return errors.Count > 0
            ? problems.Of("invalid-import", extensions: new Dictionary<string, object?> { ["errors"] = errors })
            : problems.Of(await assign.ListedAsync(contest, numbers), contest);
    }

    public static async Task<IResult> PostSubstitution(
        string slug, long id, HttpContext http, ContestDirectory contests, AssignPanel assign, Problems problems)
    {
        if (contests.Find(slug) is not { } contest)
            return problems.Of("contest-not-found");
        var (body, problem) = await RequestBody.ReadJsonAsync<SubstitutionBody>(http, RequestBody.BallotLimit, "invalid-request");
        return body is null ? problems.Of(problem!) : problems.Of(await assign.SubstituteAsync(contest, id, body.By), contest);
    }
}

/// <param name="Method"><c>all | random</c>.</param>
/// <param name="PerEntry">Experts for each entry, drawn; 3 where nothing is said.</param>
public sealed record PanelAssignmentBody(string Method, int? PerEntry = null);

/// <param name="By">The substitute's id.</param>
public sealed record SubstitutionBody(long By);

/// <param name="Expected">Marks that the entry can count on.</param>
/// <param name="Given">Of those, in submitted sheets.</param>
public sealed record CoverageAnswer(int Number, string Title, int Expected, int Given);
