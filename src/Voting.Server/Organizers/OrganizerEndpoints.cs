using Microsoft.AspNetCore.Identity;
using Voting.Rules.Contests;
using Voting.Server.Contests;
using Voting.Server.Entries;
using Voting.Server.Exports;
using Voting.Server.Http;
using Voting.Server.Objections;
using Voting.Server.Panel;
using Voting.Server.Ranking;
using Voting.Server.Review;
using Voting.Server.Voters;

namespace Voting.Server.Organizers;

/// <summary>The organizer's API: every route needs the session of who looks after the contest; auditors only read.</summary>
public static class OrganizerEndpoints
{
    /// <summary>Of PBKDF2 with HMAC-SHA-512 (OWASP Password Storage Cheat Sheet).</summary>
    public const int PasswordRounds = 210_000;

    private static readonly string[] ActRefusals = ["unsupported-media-type", "body-too-large", "foreign-origin", "not-saved"];
    private static readonly string[] MoveRefusals = ["illegal-move", "not-reconciled", "log-stopped", "sheets-awaited", "entries-unmarked", "review-open"];

    public static IServiceCollection AddOrganizers(this IServiceCollection services)
    {
        services.AddOptions<OrganizerOptions>().BindConfiguration("Organizers")
            .Validate(
                options => options.InitialPassword is null or "" or { Length: >= 8 },
                "Organizers:InitialPassword must have 8 characters or more.")
            .Validate(options => options.IsValid(), "Organizers:InvitationLifetime and Organizers:SessionLifetime must be above zero.")
            .ValidateOnStart();
        services.AddSingleton<IPasswordHasher<Actor>, PasswordHasher<Actor>>();
        services.Configure<PasswordHasherOptions>(hashes => hashes.IterationCount = PasswordRounds);
        services.AddSingleton<PasswordAttempts>();
        services.AddSingleton<PasswordCheck>();
        services.AddSingleton<AccountStore>();
        services.AddSingleton<MemberStore>();
        services.AddSingleton<SessionStore>().AddSingleton<MemberInvitationStore>().AddSingleton<AccountSecrets>();
        services.AddSingleton<TwoStep>().AddSingleton<Credentials>().AddSingleton<InviteMember>().AddSingleton<Access>();
        services.AddSingleton<Sessions>();
        services.AddExports();
        services.AddSingleton<CreateContest>();
        services.AddSingleton<MovePhase>();
        services.AddSingleton<AmendRules>();
        services.AddSingleton<FirstOrganizer>();
        services.AddHostedService(provider => provider.GetRequiredService<FirstOrganizer>());
        return services.AddHostedService<ContestClock>();
    }

    public static void MapOrganizers(this IEndpointRouteBuilder app)
    {
        app.MapSessions();
        app.MapAmendments();
        var organizer = app.MapGroup("/api/organizer/contests").WithTags("Organizer").AddEndpointFilter(RequireMember)
            .Refuses("sign-in-required", "not-allowed");
        organizer.MapGet("/", GetContests).WithSummary("The contests I look after, drafts included").Produces<IReadOnlyList<ContestDetail>>();
        organizer.MapPost("/", PostContest).WithSummary("Creates a contest, as a draft")
            .Accepts<CreateContestBody>("application/json").Produces<ContestDetail>(201)
            .Refuses([.. ActRefusals, "invalid-contest", "slug-taken"]);
        organizer.MapGet("/{slug}", GetContest).WithSummary("One contest, a draft too")
            .Produces<ContestDetail>().Refuses("contest-not-found");
        organizer.MapPost("/{slug}/phase", PostPhase).WithSummary("Moves a contest one step on; 204 also where it stands there already")
            .Accepts<PhaseBody>("application/json").Produces(204)
            .Refuses([.. ActRefusals, "contest-not-found", "invalid-request", .. MoveRefusals, "publicity-running"]);
        organizer.MapPost("/{slug}/publication", PostPublication).WithSummary("Publishes the result of a contest in review, and seals it")
            .Accepts<PublicationBody>("application/json").Produces(204)
            .Refuses([.. ActRefusals, "contest-not-found", "invalid-request", .. MoveRefusals]);
        organizer.MapPost("/{slug}/entries/import", ImportEndpoint.PostImport)
            .WithSummary("Entries from a CSV file, all or none; dryRun=true only checks")
            .Accepts<string>("text/csv", "multipart/form-data", "application/octet-stream", "application/vnd.ms-excel")
            .Produces<ImportAnswer>()
            .Refuses([.. ActRefusals, "contest-not-found", "wrong-phase", "bad-request", "invalid-import"]);
        organizer.MapAmending();
        organizer.MapWithdrawing();
        organizer.MapExports();
        organizer.MapAnalysis();
        organizer.MapCeremony();
        organizer.MapObjectionAnswers();
        organizer.MapExperts();
        organizer.MapPeople();
        organizer.MapCodes();
        organizer.MapReviewing();
    }

    public static async Task<IResult> GetContests(HttpContext http, Access access, TimeProvider clock) => Results.Json(
        (await access.ContestsOfAsync(ActorOf(http))).Select(contest => ContestDetail.Of(contest, clock.GetUtcNow())).ToList(), WireJson.Options);

    public static IResult GetContest(string slug, ContestDirectory contests, TimeProvider clock, Problems problems) =>
        contests.Find(slug) is { } contest
            ? Results.Json(ContestDetail.Of(contest, clock.GetUtcNow()), WireJson.Options)
            : problems.Of("contest-not-found");

    public static async Task<IResult> PostContest(
        HttpContext http, CreateContest create, TimeProvider clock, Problems problems)
    {
        var (body, problem) = await RequestBody.ReadJsonAsync<CreateContestBody>(http, RequestBody.FormLimit, "invalid-contest");
        if (body is null)
            return problems.Of(problem!);
        var (contest, errors) = body.Check();
        if (contest is null)
            return problems.Of("invalid-contest", extensions: new Dictionary<string, object?> { ["errors"] = errors });
        if (await create.ExecuteAsync(contest, ActorOf(http)) is not { } created)
            return problems.Of("slug-taken");
        http.Response.Headers.Location = $"/api/organizer/contests/{created.Slug}";
        return Results.Json(ContestDetail.Of(created, clock.GetUtcNow()), WireJson.Options, statusCode: 201);
    }

    public static async Task<IResult> PostPhase(
        string slug, HttpContext http, ContestDirectory contests, MovePhase move, Problems problems)
    {
        if (contests.Find(slug) is null)
            return problems.Of("contest-not-found");
        var (body, problem) = await RequestBody.ReadJsonAsync<PhaseBody>(http, RequestBody.BallotLimit, "invalid-request");
        if (body is null)
            return problems.Of(problem!);
        if (ContestPhases.FromWire(body.To) is not { } to)
            return problems.Of("invalid-request");
        return await MoveAsync(slug, to, body.Reason, http, contests, move, problems);
    }

    public static async Task<IResult> PostPublication(
        string slug, HttpContext http, ContestDirectory contests, MovePhase move, Problems problems)
    {
        if (contests.Find(slug) is null)
            return problems.Of("contest-not-found");
        var (body, problem) = await RequestBody.ReadJsonAsync<PublicationBody>(http, RequestBody.BallotLimit, "invalid-request");
        return body is null
            ? problems.Of(problem!)
            : await MoveAsync(slug, ContestPhase.Published, body.Reason, http, contests, move, problems);
    }

    private static async Task<IResult> MoveAsync(
        string slug, ContestPhase to, string? reason, HttpContext http, ContestDirectory contests, MovePhase move, Problems problems) =>
        await move.ExecuteAsync(slug, to, ActorOf(http), reason ?? "") switch
        {
            MoveOutcome.Moved or MoveOutcome.AlreadyThere => Results.NoContent(),
            MoveOutcome.NoEntries => problems.Of("illegal-move", detail: problems.Detail("no-entries")),
            MoveOutcome.SheetsAwaited => problems.Of("sheets-awaited"),
            MoveOutcome.EntriesUnmarked => problems.Of("entries-unmarked"),
            MoveOutcome.PublicityRuns => problems.Of(
                "publicity-running", extensions: new Dictionary<string, object?> { ["endsAt"] = contests.Find(slug)!.PublicUntil }),
            MoveOutcome.ReviewOpen => problems.Of("review-open"),
            MoveOutcome.NotReconciled => problems.Of("not-reconciled"),
            MoveOutcome.LogStopped => problems.Of("log-stopped"),
            MoveOutcome.Overtaken => problems.Of("not-saved"),
            _ => problems.Of("illegal-move"),
        };

    public static Actor ActorOf(HttpContext http) => (Actor)http.Items[typeof(Actor)]!;

    private static async ValueTask<object?> RequireMember(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        http.Response.Headers.CacheControl = "no-store";
        var (actor, refusal) = await http.RequestServices.GetRequiredService<Access>().FindAsync(http, (string?)http.GetRouteValue("slug"));
        if (actor is null)
            return http.RequestServices.GetRequiredService<Problems>().Of(refusal!);
        http.Items[typeof(Actor)] = actor;
        return await next(context);
    }
}

public sealed record PhaseBody(string To, string? Reason = null);

/// <param name="Reason">Needed where it is a decision: entries with fewer marks than the rules want.</param>
public sealed record PublicationBody(string? Reason = null);
