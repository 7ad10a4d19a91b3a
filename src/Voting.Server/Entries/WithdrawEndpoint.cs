using System.Globalization;
using Voting.Server.Contests;
using Voting.Server.Http;

namespace Voting.Server.Entries;

/// <summary>An entry leaves, over HTTP.</summary>
public static class WithdrawEndpoint
{
    public static void MapWithdrawing(this IEndpointRouteBuilder organizer) =>
        organizer.MapPost("/{slug}/entries/{number}/withdrawal", PostWithdrawal)
            .WithSummary("An entry leaves a contest on show; it stays visible with the reason, its ballots stay unranked")
            .Accepts<WithdrawalBody>("application/json").Produces(204)
            .Refuses(
                "unsupported-media-type", "body-too-large", "foreign-origin", "not-saved", "contest-not-found", "not-found",
                "invalid-request", "invalid-reason", "wrong-phase", "log-stopped");

    public static async Task<IResult> PostWithdrawal(
        string slug, string number, HttpContext http, ContestDirectory contests, WithdrawEntry withdraw, Problems problems)
    {
        if (contests.Find(slug) is null)
            return problems.Of("contest-not-found");
        if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var entry))
            return problems.Of("not-found");
        var (body, problem) = await RequestBody.ReadJsonAsync<WithdrawalBody>(http, RequestBody.FormLimit, "invalid-request");
        if (body is null)
            return problems.Of(problem!);
        var outcome = await withdraw.ExecuteAsync(slug, entry, body.Reason);
        return outcome == WithdrawOutcome.Done ? Results.NoContent() : problems.Of(WithdrawEntry.CodeOf(outcome));
    }
}

/// <param name="Reason">1 to 2000 characters, for everybody to read.</param>
public sealed record WithdrawalBody(string? Reason = null);
