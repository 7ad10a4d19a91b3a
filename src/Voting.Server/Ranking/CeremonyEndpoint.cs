using Voting.Server.Contests;
using Voting.Server.Http;

namespace Voting.Server.Ranking;

/// <summary>The ceremony for organizers; a route under their group.</summary>
public static class CeremonyEndpoint
{
    public static void MapCeremony(this IEndpointRouteBuilder organizer) =>
        organizer.MapPost("/{slug}/ceremony", PostStep).WithSummary("Reveals the next award on every board; step 0 begins the ceremony")
            .Accepts<CeremonyBody>("application/json").Produces(204)
            .Refuses(
                "unsupported-media-type", "body-too-large", "foreign-origin", "not-saved", "invalid-request", "contest-not-found",
                "wrong-phase", "nothing-to-reveal", "sheets-awaited", "out-of-turn");

    public static async Task<IResult> PostStep(
        string slug, HttpContext http, ContestDirectory contests, Ceremony ceremony, Problems problems)
    {
        if (contests.Find(slug) is null)
            return problems.Of("contest-not-found");
        var (body, problem) = await RequestBody.ReadJsonAsync<CeremonyBody>(http, RequestBody.FormLimit, "invalid-request");
        if (body is null)
            return problems.Of(problem!);
        var outcome = await ceremony.RevealAsync(slug, body.Step);
        return outcome == CeremonyOutcome.Done ? Results.NoContent() : problems.Of(CodeOf(outcome));
    }

    public static string CodeOf(CeremonyOutcome outcome) => outcome switch
    {
        CeremonyOutcome.WrongPhase => "wrong-phase",
        CeremonyOutcome.SheetsAwaited => "sheets-awaited",
        CeremonyOutcome.NothingToReveal => "nothing-to-reveal",
        _ => "out-of-turn",
    };
}

/// <param name="Step">The number of places revealed after it: one more than now; the same number again does nothing.</param>
public sealed record CeremonyBody(int Step);
