using Voting.Server.Contests;
using Voting.Server.Ranking;

namespace Voting.Server.Pages;

/// <summary>The leaderboard for phones and desks, the one for the hall, and the code that leads from it to the ballot.</summary>
public static class BoardPages
{
    public static void MapBoardPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/c/{slug}/board", GetBoard).ExcludeFromDescription();
        app.MapGet("/c/{slug}/screen", GetScreen).ExcludeFromDescription();
        app.MapGet("/c/{slug}/qr.svg", GetQr).ExcludeFromDescription();
    }

    public static async Task<IResult> GetBoard(
        string slug, string? group, HttpContext http, ContestDirectory contests, TallyBoard tallies, TimeProvider clock)
    {
        var (view, code) = await ViewAsync(slug, group, http, contests, tallies, clock);
        return view is null ? Page.Error(http, code!) : Page.Of<BoardPage>(http, new { View = view });
    }

    public static async Task<IResult> GetScreen(
        string slug, string? group, HttpContext http, ContestDirectory contests, TallyBoard tallies, Ceremony ceremony, TimeProvider clock)
    {
        var (view, code) = await ViewAsync(slug, group, http, contests, tallies, clock);
        if (view is null)
            return Page.Error(http, code!);
        return view.Contest.CeremonySteps is null
            ? Page.Of<ScreenPage>(http, new { View = view })
            : Page.Of<CeremonyPage>(http, new { View = view, Revealed = await ceremony.RevealedAsync(view.Contest) });
    }

    /// <summary>The contest's address as this visitor reaches it, to be scanned from a screen or a poster.</summary>
    public static IResult GetQr(string slug, HttpContext http, ContestDirectory contests)
    {
        if (contests.FindListed(slug) is not { } contest)
            return Results.NotFound();
        return QrCode.Of(http, $"/c/{contest.Slug}", "private, max-age=3600");
    }

    private static async Task<(BoardView? View, string? ProblemCode)> ViewAsync(
        string slug, string? group, HttpContext http, ContestDirectory contests, TallyBoard tallies, TimeProvider clock)
    {
        if (contests.FindListed(slug) is not { } contest)
            return (null, "contest-not-found");
        var board = (await tallies.ReadAsync(contest)).Board;
        var filled = board.Groups.FirstOrDefault(known => known.Rows.Count > 0)?.Code;
        var shown = contest.Groups.FirstOrDefault(known => known.Code == (group ?? filled ?? contest.Groups[0].Code));
        if (shown is null)
            return (null, "not-found");
        return (new BoardView(contest, board, shown, group is not null, clock.GetUtcNow(), ContestUrl(http, contest)), null);
    }

    private static string ContestUrl(HttpContext http, Contest contest) =>
        $"{http.Request.Scheme}://{http.Request.Host}/c/{contest.Slug}";
}
