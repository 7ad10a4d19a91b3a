using System.Text.Json;
using Voting.Server.Contests;
using Voting.Server.Http;

namespace Voting.Server.Ranking;

public static class RankingEndpoints
{
    public static IServiceCollection AddRanking(this IServiceCollection services) => services
        .AddSingleton<RevealStore>().AddSingleton<Reveals>().AddSingleton<TallyBoard>().AddSingleton<ResultSeal>()
        .AddSingleton<AnalyzeContest>().AddSingleton<Ceremony>();

    public static void MapRanking(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/contests/{slug}/leaderboard", GetLeaderboard).WithTags("Results")
            .WithSummary("The board as it stands, or 304 for whoever has this version (ETag)")
            .Produces<Leaderboard>().Produces(StatusCodes.Status304NotModified).Refuses("contest-not-found", "not-found");

    /// <summary>The board as it stands, or 304 when the caller has this version.</summary>
    public static async Task<IResult> GetLeaderboard(
        string slug, string? group, HttpContext http, ContestDirectory contests, TallyBoard tallies, Problems problems)
    {
        if (contests.FindListed(slug) is not { } contest)
            return problems.Of("contest-not-found");
        if (group is not null && contest.Groups.All(known => known.Code != group))
            return problems.Of("not-found");

        var edition = await tallies.ReadAsync(contest);
        http.Response.Headers.ETag = edition.Board.ETag;
        http.Response.Headers.CacheControl = "no-cache";
        if (http.Request.Headers.IfNoneMatch.ToString() == edition.Board.ETag)
            return Results.StatusCode(StatusCodes.Status304NotModified);
        var json = group is null
            ? edition.Json
            : JsonSerializer.SerializeToUtf8Bytes(
                edition.Board with { Groups = [.. edition.Board.Groups.Where(known => known.Code == group)] },
                WireJson.Options);
        return Results.Bytes(json, "application/json; charset=utf-8");
    }
}
