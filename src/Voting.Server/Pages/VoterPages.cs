using Voting.Server.Contests;
using Voting.Server.Ranking;

namespace Voting.Server.Pages;

/// <summary>What everybody can open: contests, entries, rules, results, the log in plain words.</summary>
public static class VoterPages
{
    public static IServiceCollection AddVoterPages(this IServiceCollection services) => services.AddSingleton<ContestViews>();

    public static void MapVoterPages(this IEndpointRouteBuilder app)
    {
        var pages = app.MapGroup("/").ExcludeFromDescription();
        pages.MapGet("/", GetHome);
        pages.MapGet("/c/{slug}", GetContest);
        pages.MapGet("/c/{slug}/e/{number}", GetEntry);
        pages.MapGet("/c/{slug}/rules", GetRules);
        pages.MapGet("/c/{slug}/privacy", GetPrivacy);
        pages.MapVotePages();
        pages.MapIdentityPages();
        pages.MapWeChatPages();
        pages.MapOutboxPage();
        pages.MapResultPages();
        pages.MapObjectionPages();
        pages.MapPublicReviewPage();
        pages.MapVerifyPage();
    }

    public static async Task<IResult> GetHome(HttpContext http, ContestDirectory contests, TallyBoard tallies, TimeProvider clock)
    {
        var (listed, now) = (contests.Listed.ToList(), clock.GetUtcNow());
        // What can be voted on comes first, then what can be looked at.
        var featured = listed.MinBy(contest => contest.StateAt(now) switch
        {
            VotingState.Open => 0,
            VotingState.Before => 1,
            VotingState.Closed => 2,
            _ => 3,
        });
        var board = featured is null ? null : (await tallies.ReadAsync(featured)).Board;
        return Page.Of<HomePage>(http, new { Contests = listed, Featured = featured, Board = board, Now = now });
    }

    public static async Task<IResult> GetContest(
        string slug, string? group, string? q, string? page, HttpContext http, ContestDirectory contests, ContestViews views)
    {
        if (contests.FindListed(slug) is not { } contest)
            return Page.Error(http, "contest-not-found");
        if (WeChatPages.Silently(http, contest, null) is { } way)
            return way;
        return EntrySearch.TryParse(group, q, page, null) is { } search
            ? Page.Of<ContestPage>(http, new { View = await views.ViewAsync(http, contest), Search = search })
            : Page.Error(http, "bad-request");
    }

    public static async Task<IResult> GetEntry(
        string slug, string number, HttpContext http, ContestDirectory contests, ContestViews views)
    {
        if (contests.FindListed(slug) is not { } contest)
            return Page.Error(http, "contest-not-found");
        if (!int.TryParse(number, System.Globalization.NumberStyles.None, null, out var n) || contest.FindOnShow(n) is not { } entry)
            return Page.Error(http, "not-found");
        return WeChatPages.Silently(http, contest, n)
            ?? Page.Of<EntryPage>(http, new { View = await views.ViewAsync(http, contest), Entry = entry });
    }

    public static IResult GetPrivacy(string slug, HttpContext http, ContestDirectory contests) => contests.FindListed(slug) is { } contest
        ? Page.Of<PrivacyPage>(http, new { Contest = contest })
        : Page.Error(http, "contest-not-found");

    public static async Task<IResult> GetRules(string slug, HttpContext http, ContestDirectory contests, AmendmentStore amendments) =>
        contests.FindListed(slug) is { } contest
            ? Page.Of<RulesPage>(http, new { Contest = contest, Amendments = await amendments.ReadAsync(contest.Id) })
            : Page.Error(http, "contest-not-found");
}
