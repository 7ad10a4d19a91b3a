using System.Text;
using Voting.Rules.Ballots;
using Voting.Rules.Contests;
using Voting.Rules.Log;
using Voting.Server.Contests;
using Voting.Server.Http;
using Voting.Server.Ledger;
using Voting.Server.Voters;

namespace Voting.Server.Ballots;

/// <summary>HTTP of voting: the voter's standing, and the ballot.</summary>
public static class BallotEndpoints
{
    private static readonly TimeSpan BusyRetry = TimeSpan.FromSeconds(2);

    public static void MapBallots(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/contests/{slug}/voter", GetVoter).WithTags("Voting")
            .WithSummary("What this voter has done and has left; sets the device cookie on first contact")
            .Produces<VoterAnswer>().Refuses("contest-not-found");
        app.MapPost("/api/contests/{slug}/ballots", PostBallot).WithTags("Voting").WithSummary("Casts a ballot")
            .Accepts<BallotBody>("application/json").Produces<BallotAnswer>(StatusCodes.Status201Created)
            .Refuses([
                "unsupported-media-type", "body-too-large", "foreign-origin",
                .. Enum.GetValues<CastRefusal>().Select(refusal => refusal.Code()),
            ])
            .AddOpenApiOperationTransformer((operation, _, _) =>
            {
                operation.Parameters = [.. operation.Parameters ?? [], IdempotencyKey.Describe(), ChallengeSolution.Describe()];
                return Task.CompletedTask;
            });
        app.MapChallenge();
    }

    public static async Task<IResult> GetVoter(
        string slug, HttpContext http, ContestDirectory contests, VoterPass pass, IBallotBox box, VoterLinks links,
        Problems problems)
    {
        if (contests.FindListed(slug) is not { } contest)
            return problems.Of("contest-not-found");
        http.Response.Headers.CacheControl = "no-store";
        // Somebody whom the contest does not know yet has no votes: how to become known, the contest's channels say.
        if (pass.FindOrIssue(http, contest) is not { } voter)
            return Results.Json(new VoterAnswer(null, 0, [], null), WireJson.Options);
        var standing = await box.StandingAsync(contest, await links.FindAsync(contest, voter), voter.Channel);
        return Results.Json(
            new VoterAnswer(voter.Channel, standing.Remaining, standing.VotedEntries, standing.ResetsAt), WireJson.Options);
    }

    public static async Task<IResult> PostBallot(
        string slug, HttpContext http, ContestDirectory contests, VoterPass pass, CastBallot castBallot, Problems problems)
    {
        if (contests.Find(slug) is not { } contest)
            return problems.Of("contest-not-found");
        var key = http.Request.Headers[IdempotencyKey.Header].ToString();
        if (!IdempotencyKey.IsWellFormed(key))
            return problems.Of("invalid-ballot", detail: problems.Detail("invalid-key"));
        var (body, problem) = await RequestBody.ReadJsonAsync<BallotBody>(http, RequestBody.BallotLimit, "invalid-ballot");
        if (body is null)
            return problems.Of(problem!);

        var channels = contest.Rules.Channels;
        if (pass.FindOrIssueFor(http, contest, key) is not { } voter)
        {
            pass.FindOrIssue(http, contest);
            return problems.Of(
                "identity-required", detail: channels.Contains(VoterChannels.Device) ? null : problems.Detail("identify"), extensions: new Dictionary<string, object?> { ["channels"] = channels });
        }

        // A number too large for any entry is an entry that is not there, not a malformed ballot.
        var choices = body.Entries.Select((number, i) => number is > 0 and <= int.MaxValue ? (int)number : -1 - i).ToList();
        if (body.Entries.Distinct().Count() != body.Entries.Count)
            return problems.Of("invalid-ballot", detail: problems.Detail("repeated-entries"));
        var outcome = await castBallot.ExecuteAsync(
            slug, choices, key, voter, AddressPrefix.Of(http.Connection.RemoteIpAddress),
            new BallotProof(http.Request.Headers[ChallengeSolution.Header].ToString()));
        return outcome switch
        {
            CastOutcome.Recorded(var ballot) => Recorded(http, ballot),
            CastOutcome.Refused refused => Refused(refused, problems),
            _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
        };
    }

    private static IResult Recorded(HttpContext http, RecordedBallot ballot)
    {
        http.Response.Headers.CacheControl = "no-store";
        return Results.Json(BallotAnswer.Of(ballot), WireJson.Options, statusCode: StatusCodes.Status201Created);
    }

    private static IResult Refused(CastOutcome.Refused refused, Problems problems) => refused.Reason switch
    {
        CastRefusal.QuotaExhausted or CastRefusal.AlreadyVoted => problems.Of(
            refused.Reason.Code(),
            extensions: new Dictionary<string, object?> { ["resetsAt"] = refused.ResetsAt }),
        CastRefusal.RateLimited => problems.Of(refused.Reason.Code(), refused.RetryAfter),
        CastRefusal.Busy => problems.Of(refused.Reason.Code(), refused.RetryAfter ?? BusyRetry),
        CastRefusal.ChallengeRequired or CastRefusal.IdentityRequired when refused.Asked is { } asked => problems.Of(
            refused.Reason.Code(), extensions: asked.ToExtensions(), detail: problems.Detail(asked.TextKey)),
        var reason => problems.Of(reason.Code()),
    };
}

/// <param name="Entries">Entry numbers, distinct.</param>
public sealed record BallotBody(IReadOnlyList<long> Entries);

/// <param name="Channel">Null where this browser is not known in any channel of the contest.</param>
/// <param name="ResetsAt">When the next quota begins; null where the quota is for the whole contest.</param>
public sealed record VoterAnswer(string? Channel, int Remaining, IReadOnlyList<int> VotedEntries, DateTimeOffset? ResetsAt);

/// <summary>The answer to a recorded ballot; byte-equal whenever it is given.</summary>
/// <param name="Leaf">The ballot's leaf in the public log, its text.</param>
/// <param name="LeafHash">Base64 of its RFC 6962 hash.</param>
/// <param name="Receipt">C2SP tlog-proof: signed proof that the leaf is in the log.</param>
public sealed record BallotAnswer(
    string BallotId, DateTimeOffset AcceptedAt, IReadOnlyList<int> Entries, int Remaining, long LogIndex, string Leaf,
    string LeafHash, string Receipt)
{
    public static BallotAnswer Of(RecordedBallot ballot) => new(
        ballot.BallotId, DateTimeOffset.FromUnixTimeMilliseconds(ballot.AcceptedAt), ballot.Entries, ballot.Remaining,
        ballot.LogIndex, Encoding.UTF8.GetString(ballot.Leaf), Convert.ToBase64String(MerkleTree.LeafHash(ballot.Leaf)),
        ballot.Receipt);
}
