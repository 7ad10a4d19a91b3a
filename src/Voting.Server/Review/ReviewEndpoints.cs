using System.Globalization;
using System.Text;
using Voting.Server.Contests;
using Voting.Server.Http;
using Voting.Server.Organizers;

namespace Voting.Server.Review;

/// <summary>Review of ballots over HTTP, for a contest's organizers; auditors read.</summary>
public static class ReviewEndpoints
{
    private static readonly string[] ActRefusals = ["unsupported-media-type", "body-too-large", "foreign-origin", "not-saved", "log-stopped"];

    public static IServiceCollection AddReview(this IServiceCollection services)
    {
        services.AddOptions<ReviewOptions>().BindConfiguration("Review")
            .Validate(options => options.IsValid(), "Review:ScanInterval must be above zero and at most a day.")
            .ValidateOnStart();
        services.AddSingleton<BallotRowStore>().AddSingleton<ProposalStore>().AddSingleton<FindingStore>()
            .AddSingleton<PreviewReview>().AddSingleton<ActOnBallots>().AddSingleton<ReviewBallots>()
            .AddSingleton<ReviewedBallots>().AddSingleton<SignalScan>();
        return services.AddHostedService(provider => provider.GetRequiredService<SignalScan>());
    }

    public static void MapReviewing(this IEndpointRouteBuilder organizer)
    {
        organizer.MapGet("/{slug}/review", GetReview).WithSummary("Findings of the signal rules, proposals, and what was done")
            .Produces<ReviewDesk>().Refuses("contest-not-found");
        organizer.MapPost("/{slug}/review", PostReview)
            .WithSummary("Proposes to hold, void or restore ballots, with the effect on places; dryRun only shows the effect")
            .Accepts<ReviewBody>("application/json").Produces<ReviewAnswer>().Produces<ReviewAnswer>(201)
            .Refuses([.. ActRefusals, "contest-not-found", "invalid-request", "wrong-phase", "invalid-review", "no-ballots", "too-many-ballots"]);
        organizer.MapPost("/{slug}/review/{id:long}/approval", PostApproval)
            .WithSummary("A second organizer approves a proposal, which is carried out").Produces<ProposalItem>()
            .Refuses([.. ActRefusals, "contest-not-found", "not-found", "wrong-phase", "own-proposal", "already-decided"]);
        organizer.MapDelete("/{slug}/review/{id:long}", DeleteProposal).WithSummary("Declines a proposal, or takes one's own back")
            .Produces(204).Refuses("foreign-origin", "not-saved", "contest-not-found", "not-found", "already-decided");
        organizer.MapPost("/{slug}/review/scan", PostScan).WithSummary("Lets the signal rules look now").Produces<IReadOnlyList<FindingItem>>()
            .Refuses("foreign-origin", "not-saved", "log-stopped", "contest-not-found", "wrong-phase");
        organizer.MapGet("/{slug}/review/rows.csv", GetRows)
            .WithSummary("Every ballot as the signal rules see it, for running them again").Produces(200, contentType: "text/csv")
            .Refuses("contest-not-found");
    }

    public static async Task<IResult> GetReview(
        string slug, ContestDirectory contests, FindingStore findings, ProposalStore proposals, ReviewedBallots reviewed, Problems problems) =>
        contests.Find(slug) is { } contest
            ? Results.Json(
                new ReviewDesk(
                    [.. (await findings.ReadAsync(contest.Id)).Select(FindingItem.Of)],
                    [.. (await proposals.ReadAsync(contest.Id)).Select(ProposalItem.Of)], await reviewed.WholeAsync(contest)),
                WireJson.Options)
            : problems.Of("contest-not-found");

    public static async Task<IResult> PostReview(
        string slug, HttpContext http, ContestDirectory contests, ReviewBallots review, Problems problems)
    {
        if (contests.Find(slug) is null)
            return problems.Of("contest-not-found");
        var (body, problem) = await RequestBody.ReadJsonAsync<ReviewBody>(http, RequestBody.ImportLimit, "invalid-request");
        if (body is null)
            return problems.Of(problem!);
        var outcome = await review.ProposeAsync(slug, body.Filter, body.Action, body.Reason, body.DryRun, OrganizerEndpoints.ActorOf(http));
        return outcome.Code is not null ? Refused(outcome, problems) : Results.Json(
            ReviewAnswer.Of(outcome), WireJson.Options, statusCode: body.DryRun ? StatusCodes.Status200OK : StatusCodes.Status201Created);
    }

    public static async Task<IResult> PostApproval(
        string slug, long id, HttpContext http, ContestDirectory contests, ReviewBallots review, Problems problems)
    {
        if (contests.Find(slug) is null)
            return problems.Of("contest-not-found");
        var outcome = await review.ApproveAsync(slug, id, OrganizerEndpoints.ActorOf(http));
        return outcome.Code is null ? Results.Json(ProposalItem.Of(outcome.Proposal!), WireJson.Options) : Refused(outcome, problems);
    }

    public static async Task<IResult> DeleteProposal(
        string slug, long id, HttpContext http, ContestDirectory contests, ReviewBallots review, Problems problems)
    {
        if (contests.Find(slug) is null)
            return problems.Of("contest-not-found");
        var outcome = await review.DeclineAsync(slug, id, OrganizerEndpoints.ActorOf(http));
        return outcome.Code is null ? Results.NoContent() : Refused(outcome, problems);
    }

    public static async Task<IResult> PostScan(
        string slug, ContestDirectory contests, SignalScan scan, FindingStore findings, Problems problems)
    {
        if (contests.Find(slug) is not { } contest)
            return problems.Of("contest-not-found");
        if (!ActOnBallots.IsOpen(contest))
            return problems.Of("wrong-phase");
        await scan.ScanAsync(contest);
        return Results.Json((await findings.ReadAsync(contest.Id)).Select(FindingItem.Of).ToList(), WireJson.Options);
    }

    public static async Task<IResult> GetRows(
        string slug, HttpContext http, ContestDirectory contests, BallotRowStore rows, Problems problems)
    {
        if (contests.Find(slug) is not { } contest)
            return problems.Of("contest-not-found");
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"{contest.Slug}-rows.csv\"";
        return Results.Stream(stream => WriteRowsAsync(stream, contest, rows), "text/csv; charset=utf-8");
    }

    private static async Task WriteRowsAsync(Stream stream, Contest contest, BallotRowStore rows)
    {
        await using var text = new StreamWriter(stream, new UTF8Encoding(false));
        await text.WriteAsync("index,at,channel,voter,entries,address,network,device,knownSince\n");
        await foreach (var row in rows.ReadAsync(contest.Id))
            await text.WriteAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{row.Index},{row.AcceptedAt},{row.Channel},{Convert.ToHexStringLower(row.Voter)},{string.Join(' ', row.Entries)},"
                + $"{row.Trace.Address:x16},{row.Trace.Network:x16},{row.Trace.Device:x16},{row.Trace.KnownSince}\n"));
    }

    private static IResult Refused(ReviewOutcome outcome, Problems problems) => problems.Of(
        outcome.Code!, extensions: outcome.Errors is { } errors ? new Dictionary<string, object?> { ["errors"] = errors } : null);
}
