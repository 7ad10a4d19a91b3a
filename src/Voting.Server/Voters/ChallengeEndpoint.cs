using Voting.Rules.Contests;
using Voting.Server.Ballots;
using Voting.Server.Contests;
using Voting.Server.Http;

namespace Voting.Server.Voters;

/// <summary>A challenge for whoever wants one before being asked: the address that an ALTCHA widget fetches from.</summary>
public static class ChallengeEndpoint
{
    public static void MapChallenge(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/contests/{slug}/challenge", Get).WithTags("Voting")
            .WithSummary("A proof-of-work challenge (ALTCHA v2) for this browser; sets the device cookie on first contact")
            .Produces<Challenge>().Refuses("contest-not-found", "bad-request");

    /// <param name="purpose"><c>ballot</c> when absent, or <c>sms</c>.</param>
    public static IResult Get(
        string slug, string? purpose, HttpContext http, ContestDirectory contests, VoterPass pass, Friction friction,
        Challenges challenges, Problems problems)
    {
        if (contests.FindListed(slug) is not { } contest)
            return problems.Of("contest-not-found");
        if (purpose is not (null or ChallengeScope.Ballot or ChallengeScope.Sms))
            return problems.Of("bad-request");
        http.Response.Headers.CacheControl = "no-store";
        // Whatever channels the contest accepts: the solution is bound to the browser.
        var device = pass.DeviceOf(http);
        var level = pass.Find(http, contest) is { } voter
            ? friction.Judge(contest, voter, AddressPrefix.Of(http.Connection.RemoteIpAddress)).Level
            : 1;
        return Results.Json(
            challenges.Issue(new ChallengeScope(slug, purpose ?? ChallengeScope.Ballot, device), Math.Max(1, level)),
            WireJson.Options);
    }
}
