using Voting.Rules.Contests;
using Voting.Server.Contests;
using Voting.Server.Http;

namespace Voting.Server.Organizers;

/// <summary>Amendments of sealed rules over HTTP: organizers make them, everybody reads them.</summary>
public static class AmendEndpoints
{
    public static void MapAmendments(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/contests/{slug}/amendments", GetAmendments).WithTags("Contests")
            .WithSummary("Every change of the sealed rules, field by field, oldest first")
            .Produces<IReadOnlyList<AmendmentItem>>().Refuses("contest-not-found");

    public static void MapAmending(this IEndpointRouteBuilder organizer) =>
        organizer.MapPatch("/{slug}", PatchContest)
            .WithSummary("Amends sealed rules: a later end of voting, visibility, a longer publicity period, a tie decided; dryRun=true only says what would change")
            .Accepts<AmendmentBody>("application/json").Produces<AmendmentAnswer>()
            .Refuses(
                "unsupported-media-type", "body-too-large", "foreign-origin", "not-saved", "contest-not-found", "invalid-request",
                "wrong-phase", "log-stopped", "invalid-amendment");

    public static async Task<IResult> GetAmendments(string slug, ContestDirectory contests, AmendmentStore store, Problems problems) =>
        contests.FindListed(slug) is { } contest
            ? Results.Json((await store.ReadAsync(contest.Id)).Select(AmendmentItem.Of).ToList(), WireJson.Options)
            : problems.Of("contest-not-found");

    public static async Task<IResult> PatchContest(
        string slug, bool? dryRun, HttpContext http, ContestDirectory contests, AmendRules amend, Problems problems)
    {
        if (contests.Find(slug) is null)
            return problems.Of("contest-not-found");
        var (body, problem) = await RequestBody.ReadJsonAsync<AmendmentBody>(http, RequestBody.FormLimit, "invalid-request");
        if (body is null)
            return problems.Of(problem!);
        var outcome = await amend.ExecuteAsync(slug, body, OrganizerEndpoints.ActorOf(http), dryRun == true);
        if (outcome.Code is { } code)
            return problems.Of(code, extensions: outcome.Errors is { } errors ? new Dictionary<string, object?> { ["errors"] = errors } : null);
        var plan = outcome.Plan!;
        return Results.Json(
            new AmendmentAnswer(plan.Old.Files.RulesHash, plan.Amended.Files.RulesHash, plan.Changes), WireJson.Options);
    }
}

/// <param name="Old">Hex SHA-256 of <c>rules.json</c> before.</param>
/// <param name="Rules">And after.</param>
public sealed record AmendmentAnswer(string Old, string Rules, IReadOnlyList<RuleChange> Changes);

/// <param name="By">The actor's pseudonym, as in the leaf.</param>
public sealed record AmendmentItem(
    DateTimeOffset At, string By, string Reason, string Old, string Rules, long LogIndex, IReadOnlyList<RuleChange> Changes)
{
    public static AmendmentItem Of(Amendment amendment) => new(
        amendment.At, amendment.Actor, amendment.Reason, amendment.OldHash, amendment.NewHash, amendment.Size - 1, amendment.Changes);
}
