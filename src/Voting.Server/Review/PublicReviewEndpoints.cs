using Voting.Server.Contests;
using Voting.Server.Http;
using Voting.Server.Ledger;

namespace Voting.Server.Review;

/// <summary>What everybody may know of review, and what a voter may know of the own ballot.</summary>
public static class PublicReviewEndpoints
{
    public static void MapReview(this IEndpointRouteBuilder app)
    {
        var contest = app.MapGroup("/api/contests/{slug}");
        contest.MapGet("/review", GetReviewed).WithTags("Results")
            .WithSummary("Ballots received and ballots that count, by entry, with every act of review; absent while counts are not shown")
            .Produces<ReviewedCounts>().Refuses("contest-not-found", "not-yet-revealed");
        contest.MapGet("/ballots/{ballotId}", GetBallot).WithTags("Voting")
            .WithSummary("How a ballot stands, for whoever has its id").Produces<BallotState>().Refuses("contest-not-found", "not-found");
    }

    public static async Task<IResult> GetReviewed(
        string slug, HttpContext http, ContestDirectory contests, ReviewedBallots reviewed, Problems problems)
    {
        if (contests.FindListed(slug) is not { } contest)
            return problems.Of("contest-not-found");
        http.Response.Headers.CacheControl = "no-cache";
        return await reviewed.PublicAsync(contest) is { } counts ? Results.Json(counts, WireJson.Options) : problems.Of("not-yet-revealed");
    }

    public static async Task<IResult> GetBallot(
        string slug, string ballotId, HttpContext http, ContestDirectory contests, LedgerStore ledger, ReviewedBallots reviewed, Problems problems)
    {
        if (contests.FindListed(slug) is not { } contest)
            return problems.Of("contest-not-found");
        if (await ledger.FindAsync(contest.Id, ballotId) is not { } ballot)
            return problems.Of("not-found");
        http.Response.Headers.CacheControl = "no-store";
        var act = await reviewed.FindAsync(contest, ballot.LogIndex);
        return Results.Json(
            new BallotState(
                ballot.BallotId, ballot.LogIndex, ballot.Entries, BallotState.Of(act?.Kind), act?.Rule, act?.ReasonText, act?.LogIndex),
            WireJson.Options);
    }
}

/// <param name="State"><c>valid | held | voided</c>; a held ballot counts.</param>
/// <param name="Rule">Of the last act of review on it; null where there was none.</param>
/// <param name="ActIndex">Log index of that act.</param>
public sealed record BallotState(
    string BallotId, long LogIndex, IReadOnlyList<int> Entries, string State, string? Rule, string? Reason, long? ActIndex)
{
    /// <param name="kind">Of the last act; null where there was none.</param>
    public static string Of(string? kind) => kind switch
    {
        ReviewAct.Hold => ReviewFilter.Held,
        ReviewAct.Void => ReviewFilter.Voided,
        _ => ReviewFilter.Valid,
    };
}
