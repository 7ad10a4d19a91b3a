using Voting.Server.Ballots;
using Voting.Server.Contests;
using Voting.Server.Http;

namespace Voting.Server.Objections;

/// <summary>Objections over HTTP; the organizer's route stands under the organizer's group.</summary>
public static class ObjectionEndpoints
{
    private static readonly string[] BodyRefusals = ["unsupported-media-type", "body-too-large", "foreign-origin", "not-saved", "invalid-request"];

    public static IServiceCollection AddObjections(this IServiceCollection services) =>
        services.AddSingleton<ObjectionStore>().AddSingleton<ObjectionDesk>();

    public static void MapObjections(this IEndpointRouteBuilder app)
    {
        var objections = app.MapGroup("/api/contests/{slug}/objections").WithTags("Results");
        objections.MapGet("/", GetAnswered).WithSummary("Objections to the published result that were answered, and how many wait")
            .Produces<ObjectionList>().Refuses("contest-not-found");
        objections.MapPost("/", PostObjection).WithSummary("An objection to the published result, public once it is answered")
            .Accepts<ObjectionBody>("application/json").Produces<ObjectionReceived>(201)
            .Refuses([.. BodyRefusals, "contest-not-found", "wrong-phase", "rate-limited"]);
    }

    public static void MapObjectionAnswers(this IEndpointRouteBuilder organizer)
    {
        organizer.MapGet("/{slug}/objections", GetAll).WithSummary("All objections, with contacts")
            .Produces<IReadOnlyList<Objection>>().Refuses("contest-not-found");
        organizer.MapPost("/{slug}/objections/{id:long}/answer", PostAnswer).WithSummary("Answers an objection, once and in public")
            .Accepts<AnswerBody>("application/json").Produces(204).Refuses([.. BodyRefusals, "contest-not-found", "not-found"]);
    }

    public static async Task<IResult> GetAnswered(string slug, ContestDirectory contests, ObjectionDesk desk, Problems problems)
    {
        if (contests.FindListed(slug) is not { } contest)
            return problems.Of("contest-not-found");
        var all = await desk.ReadAsync(contest);
        return Results.Json(
            new ObjectionList(
                [.. all.Where(objection => objection.Answer is not null).Select(AnsweredObjection.Of)],
                all.Count(objection => objection.Answer is null)),
            WireJson.Options);
    }

    public static async Task<IResult> PostObjection(
        string slug, HttpContext http, ContestDirectory contests, ObjectionDesk desk, Problems problems)
    {
        if (contests.FindListed(slug) is not { } contest)
            return problems.Of("contest-not-found");
        var (body, problem) = await RequestBody.ReadJsonAsync<ObjectionBody>(http, RequestBody.FormLimit, "invalid-request");
        if (body is null)
            return problems.Of(problem!);
        var (outcome, id) = await desk.SubmitAsync(
            contest, body.Entry, body.BallotId, body.Text, body.Contact ?? "", AddressPrefix.Of(http.Connection.RemoteIpAddress));
        return outcome == ObjectionOutcome.Done
            ? Results.Json(new ObjectionReceived(id), WireJson.Options, statusCode: 201)
            : Refusal(outcome, problems);
    }

    public static async Task<IResult> GetAll(string slug, ContestDirectory contests, ObjectionDesk desk, Problems problems) =>
        contests.Find(slug) is { } contest
            ? Results.Json(await desk.ReadAsync(contest), WireJson.Options)
            : problems.Of("contest-not-found");

    public static async Task<IResult> PostAnswer(
        string slug, long id, HttpContext http, ContestDirectory contests, ObjectionDesk desk, Problems problems)
    {
        if (contests.Find(slug) is not { } contest)
            return problems.Of("contest-not-found");
        var (body, problem) = await RequestBody.ReadJsonAsync<AnswerBody>(http, RequestBody.FormLimit, "invalid-request");
        if (body is null)
            return problems.Of(problem!);
        var outcome = await desk.AnswerAsync(contest, id, body.Text);
        return outcome == ObjectionOutcome.Done ? Results.NoContent() : Refusal(outcome, problems);
    }

    private static IResult Refusal(ObjectionOutcome outcome, Problems problems) => outcome == ObjectionOutcome.TooMany
        ? problems.Of("rate-limited", TimeSpan.FromHours(1))
        : problems.Of(CodeOf(outcome));

    public static string CodeOf(ObjectionOutcome outcome) => outcome switch
    {
        ObjectionOutcome.WrongPhase => "wrong-phase",
        ObjectionOutcome.NotFound => "not-found",
        ObjectionOutcome.TooMany => "rate-limited",
        _ => "invalid-request",
    };
}

/// <param name="Entry">Number of the entry it is about; absent = the whole contest.</param>
/// <param name="BallotId">Of the held or voided ballot it is about; such an objection is taken while voting and review go on, too.</param>
/// <param name="Text">10 to 4000 characters.</param>
/// <param name="Contact">For the organizer alone; at most 200 characters.</param>
public sealed record ObjectionBody(string Text, int? Entry = null, string? Contact = null, string? BallotId = null);

public sealed record ObjectionReceived(long Id);

public sealed record AnswerBody(string Text);

/// <param name="Waiting">Those that are not answered yet.</param>
public sealed record ObjectionList(IReadOnlyList<AnsweredObjection> Answered, int Waiting);

public sealed record AnsweredObjection(long Id, int? Entry, string Text, DateTimeOffset SubmittedAt, string Answer, DateTimeOffset AnsweredAt)
{
    public static AnsweredObjection Of(Objection objection) => new(
        objection.Id, objection.Number, objection.Text, objection.SubmittedAt, objection.Answer!, objection.AnsweredAt!.Value);
}
