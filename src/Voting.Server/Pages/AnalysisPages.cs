using Voting.Server.Contests;
using Voting.Server.Ranking;

namespace Voting.Server.Pages;

/// <summary>What the result hangs on, for organizers and auditors before they publish it.</summary>
public static class AnalysisPages
{
    public static void MapAnalysisPage(this IEndpointRouteBuilder organizer) =>
        organizer.MapGet("/c/{slug}/analysis", GetAnalysis);

    public static async Task<IResult> GetAnalysis(string slug, HttpContext http, ContestDirectory contests, AnalyzeContest analyze)
    {
        if (contests.Find(slug) is not { } contest)
            return Page.Error(http, "contest-not-found");
        var analysis = await analyze.ExecuteAsync(contest);
        return Page.Of<AnalysisPage>(http, new { Contest = contest, Analysis = analysis });
    }
}
