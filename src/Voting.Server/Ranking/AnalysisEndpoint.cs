using Voting.Rules.Analysis;
using Voting.Server.Contests;
using Voting.Server.Http;

namespace Voting.Server.Ranking;

/// <summary>The analysis for organizers and auditors; a route under the organizers' group.</summary>
public static class AnalysisEndpoint
{
    public static void MapAnalysis(this IEndpointRouteBuilder organizer) =>
        organizer.MapGet("/{slug}/analysis", GetAnalysis).WithSummary("How far the result depends on what might have been chosen otherwise")
            .Produces<AnalysisAnswer>().Refuses("contest-not-found", "wrong-phase");

    public static async Task<IResult> GetAnalysis(string slug, ContestDirectory contests, AnalyzeContest analyze, Problems problems)
    {
        if (contests.Find(slug) is not { } contest)
            return problems.Of("contest-not-found");
        return await analyze.ExecuteAsync(contest) is { } analysis
            ? Results.Json(AnalysisAnswer.Of(analysis), WireJson.Options)
            : problems.Of("wrong-phase");
    }
}

/// <param name="Weights">By group, or one without a group where the contest is ranked as one.</param>
/// <param name="OtherMethods">Each method, expert method and expert scale but the sealed one, and the places it would change.</param>
/// <param name="Counts">Votes of every entry on the shortlist: recorded, and counted in the ranking.</param>
public sealed record AnalysisAnswer(
    IReadOnlyList<EffectiveWeight> Weights, IReadOnlyList<MethodAnswer> OtherMethods, IReadOnlyList<WithoutOneExpert> WithoutOneExpert,
    IReadOnlyList<VotesToFirst> VotesToFirst, IReadOnlyList<EntryCounts> Counts)
{
    public static AnalysisAnswer Of(ContestAnalysis analysis) => new(
        analysis.Weights,
        [.. analysis.OtherMethods.Select(other => new MethodAnswer(other.Option, other.Name, other.Changes))],
        analysis.WithoutOneExpert, analysis.VotesToFirst, analysis.Counts);
}

/// <param name="Option">"public", "expert" or "expertScale".</param>
public sealed record MethodAnswer(string Option, string Name, IReadOnlyList<PlaceChange> Changes);
