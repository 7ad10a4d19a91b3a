using Voting.Server.Contests;
using Voting.Server.Http;

namespace Voting.Server.Voters;

/// <summary>Printed codes of a contest; routes under the organizer's group.</summary>
public static class CodeEndpoints
{
    private static readonly string[] BodyRefusals = ["contest-not-found", "unsupported-media-type", "body-too-large", "foreign-origin", "not-saved", "invalid-request"];

    public static void MapCodes(this RouteGroupBuilder organizer)
    {
        var codes = organizer.MapGroup("/{slug}/codes");
        codes.MapGet("/", GetBatches).WithSummary("The batches of printed codes, with how many were used or revoked")
            .Produces<IReadOnlyList<CodeBatch>>().Refuses("contest-not-found");
        codes.MapPost("/", PostBatch).WithSummary("Makes printed codes under a label; they are told here and never again")
            .Accepts<NewCodes>("application/json").Produces<MadeCodes>(201)
            .Refuses([.. BodyRefusals, "channel-not-accepted", "wrong-phase", "invalid-codes", "label-taken"]);
        codes.MapPost("/revocation", PostRevocation).WithSummary("Codes of a label that nobody has used yet are worth nothing from now on")
            .Accepts<RevokedCodes>("application/json").Produces<RevokedAnswer>().Refuses(BodyRefusals);
    }

    public static async Task<IResult> GetBatches(string slug, ContestDirectory contests, PrintedCodes codes, Problems problems) =>
        contests.Find(slug) is { } contest
            ? Results.Json(await codes.ReadAsync(contest), WireJson.Options)
            : problems.Of("contest-not-found");

    public static async Task<IResult> PostBatch(string slug, HttpContext http, ContestDirectory contests, PrintedCodes codes, Problems problems)
    {
        if (contests.Find(slug) is not { } contest)
            return problems.Of("contest-not-found");
        var (body, problem) = await RequestBody.ReadJsonAsync<NewCodes>(http, RequestBody.BallotLimit, "invalid-request");
        if (body is null)
            return problems.Of(problem!);
        var (made, refusal) = await codes.MakeAsync(contest, body.Count, body.Label);
        return made is null
            ? problems.Of(refusal!)
            : Results.Json(
                new MadeCodes(body.Label.Trim(), [.. made.Select(code => new MadeCode(VoterCode.Show(code), UrlOf(http, slug, code)))]),
                WireJson.Options, statusCode: StatusCodes.Status201Created);
    }

    public static async Task<IResult> PostRevocation(string slug, HttpContext http, ContestDirectory contests, PrintedCodes codes, Problems problems)
    {
        if (contests.Find(slug) is not { } contest)
            return problems.Of("contest-not-found");
        var (body, problem) = await RequestBody.ReadJsonAsync<RevokedCodes>(http, RequestBody.BallotLimit, "invalid-request");
        return body is null
            ? problems.Of(problem!)
            : Results.Json(new RevokedAnswer(await codes.RevokeAsync(contest, body.Label)), WireJson.Options);
    }

    /// <summary>What the code's picture leads to.</summary>
    public static string UrlOf(HttpContext http, string slug, string code) =>
        $"{http.Request.Scheme}://{http.Request.Host}/c/{slug}/code/{VoterCode.Show(code)}";
}

/// <param name="Count">1 to 2000.</param>
/// <param name="Label">What the batch is called, e.g. the hall it is for; 1 to 60 characters, not used before.</param>
public sealed record NewCodes(int Count, string Label);

public sealed record MadeCodes(string Label, IReadOnlyList<MadeCode> Codes);

/// <param name="Url">Opens a page with a button; opening spends nothing.</param>
public sealed record MadeCode(string Code, string Url);

public sealed record RevokedCodes(string Label);

public sealed record RevokedAnswer(int Revoked);
