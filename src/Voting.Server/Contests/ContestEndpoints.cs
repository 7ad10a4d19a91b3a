using Voting.Rules.Contests;
using Voting.Server.Http;
using Voting.Server.Storage;
using Voting.Server.Organizers;

namespace Voting.Server.Contests;

/// <summary>What everybody may read of contests and entries.</summary>
public static class ContestEndpoints
{
    public static IServiceCollection AddContests(this IServiceCollection services, IConfiguration configuration)
    {
        if (configuration.IsServerMode())
            services.AddSingleton<ContestRefresh>().AddHostedService(provider => provider.GetRequiredService<ContestRefresh>());
        services.AddSingleton<ContestStore>();
        services.AddSingleton<AmendmentStore>();
        services.AddSingleton<ContestDirectory>();
        return services.AddSingleton<ContestKeys>();
    }

    public static void MapContests(this IEndpointRouteBuilder app)
    {
        var contests = app.MapGroup("/api/contests").WithTags("Contests");
        contests.MapGet("/", GetContests).WithSummary("All contests but drafts").Produces<IReadOnlyList<ContestItem>>();
        contests.MapGet("/{slug}", GetContest).WithSummary("One contest with its rules")
            .Produces<ContestDetail>().Refuses("contest-not-found");
        contests.MapGet("/{slug}/entries", GetEntries).WithSummary("A page of the shortlist, by group or words")
            .Produces<EntryPage>().Refuses("contest-not-found", "bad-request");
        contests.MapGet("/{slug}/entries/{number}", GetEntry).WithSummary("One entry with its full text")
            .Produces<EntryDetail>().Refuses("contest-not-found", "not-found");
    }

    public static IResult GetContests(ContestDirectory contests) =>
        Results.Json(contests.Listed.Select(ContestItem.Of).ToList(), WireJson.Options);

    /// <summary>A draft is shown to who looks after it only, who look at it before it is announced.</summary>
    public static async Task<IResult> GetContest(
        string slug, HttpContext http, ContestDirectory contests, Access access, TimeProvider clock, Problems problems)
    {
        var contest = contests.FindListed(slug);
        if (contest is null && await access.FindAsync(http, slug) is { Actor: not null })
            contest = contests.Find(slug);
        return contest is null
            ? problems.Of("contest-not-found")
            : Results.Json(ContestDetail.Of(contest, clock.GetUtcNow()), WireJson.Options);
    }

    public static IResult GetEntries(
        string slug, string? group, string? q, string? page, string? pageSize, ContestDirectory contests, Problems problems)
    {
        if (contests.FindListed(slug) is not { } contest)
            return problems.Of("contest-not-found");
        if (EntrySearch.TryParse(group, q, page, pageSize) is not { } search)
            return problems.Of("bad-request");
        var (items, total) = search.In(contest);
        return Results.Json(
            new EntryPage([.. items.Select(entry => EntryItem.Of(slug, entry))], total, search.Page, search.PageSize),
            WireJson.Options);
    }

    public static IResult GetEntry(string slug, string number, ContestDirectory contests, Problems problems)
    {
        if (contests.FindListed(slug) is not { } contest)
            return problems.Of("contest-not-found");
        return int.TryParse(number, System.Globalization.NumberStyles.None, null, out var n) && contest.FindOnShow(n) is { } entry
            ? Results.Json(EntryDetail.Of(slug, entry), WireJson.Options)
            : problems.Of("not-found");
    }
}

public sealed record ContestItem(string Slug, string Title, string Phase, DateTimeOffset OpensAt, DateTimeOffset ClosesAt)
{
    public static ContestItem Of(Contest contest) =>
        new(contest.Slug, contest.Title, contest.Phase.ToWire(), contest.OpensAt, contest.ClosesAt);
}

/// <param name="RulesHash">Hex SHA-256 of <c>/log/{slug}/rules.json</c>; final once voting is open.</param>
public sealed record ContestDetail(
    string Slug, string Title, string Summary, string Phase, DateTimeOffset ServerTime, DateTimeOffset OpensAt,
    DateTimeOffset ClosesAt, string TimeZone, int EntryCount, IReadOnlyList<Group> Groups,
    IReadOnlyList<Voting.Rules.Panel.Criterion> Criteria, ContestRules Rules, string RulesHash, Visibility Visibility)
{
    public static ContestDetail Of(Contest contest, DateTimeOffset now) => new(
        contest.Slug, contest.Title, contest.Summary, contest.Phase.ToWire(), now, contest.OpensAt, contest.ClosesAt,
        contest.Zone.Id, contest.IsOnShow ? contest.Shortlist.Count() : 0, contest.Groups, contest.Criteria, contest.Rules,
        contest.Files.RulesHash, contest.Visibility);
}

public sealed record EntryPage(IReadOnlyList<EntryItem> Items, int Total, int Page, int PageSize);

public sealed record EntryItem(
    int Number, string Title, string Group, string Organization, string Region, string Summary, string ImageUrl, Withdrawal? Withdrawn = null)
{
    public static EntryItem Of(string slug, Entry entry) => new(
        entry.Number, entry.Title, entry.Group, entry.Organization, entry.Region, entry.Summary, entry.PictureUrl(slug),
        entry.Withdrawn);
}

/// <param name="Media">Addresses of pictures, the main one first.</param>
public sealed record EntryDetail(
    int Number, string Title, string Group, string Organization, string Region, string Summary, string ImageUrl,
    string Description, IReadOnlyList<string> Media, Withdrawal? Withdrawn = null)
{
    public static EntryDetail Of(string slug, Entry entry) => new(
        entry.Number, entry.Title, entry.Group, entry.Organization, entry.Region, entry.Summary, entry.PictureUrl(slug),
        entry.Description, [entry.PictureUrl(slug)], entry.Withdrawn);
}
