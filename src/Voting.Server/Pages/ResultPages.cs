using System.Globalization;
using Voting.Rules.Contests;
using Voting.Server.Contests;
using Voting.Server.Ledger;
using Voting.Server.Panel;
using Voting.Server.Ranking;

namespace Voting.Server.Pages;

/// <summary>The published result: the table of places, the arithmetic of each entry, and certificates to print.</summary>
public static class ResultPages
{
    public static void MapResultPages(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/c/{slug}/results", GetResults);
        pages.MapGet("/c/{slug}/results/{number}", GetWorked);
        pages.MapGet("/c/{slug}/results/{number}/qr.svg", GetQr);
        pages.MapGet("/c/{slug}/results/{number}/certificate", GetCertificate);
    }

    public static async Task<IResult> GetResults(
        string slug, HttpContext http, ContestDirectory contests, TallyBoard tallies, TimeProvider clock)
    {
        if (contests.FindListed(slug) is not { } contest)
            return Page.Error(http, "contest-not-found");
        var edition = await tallies.ReadAsync(contest);
        return Page.Of<ResultsPage>(http, new { Contest = contest, edition.Board, Now = clock.GetUtcNow() });
    }

    public static async Task<IResult> GetWorked(
        string slug, string number, HttpContext http, ContestDirectory contests, ReviewActStore ballots, PanelStore panel) =>
        await WorkAsync(slug, number, contests, ballots, panel) is { } worked
            ? Page.Of<WorkedResultPage>(http, new { Worked = worked })
            : Page.Error(http, "not-found");

    public static async Task<IResult> GetCertificate(
        string slug, string number, HttpContext http, ContestDirectory contests, ReviewActStore ballots, PanelStore panel) =>
        await WorkAsync(slug, number, contests, ballots, panel) is { IsAwarded: true } worked
            ? Page.Of<CertificatePage>(http, new { Worked = worked })
            : Page.Error(http, "not-found");

    public static IResult GetQr(string slug, string number, HttpContext http, ContestDirectory contests) =>
        FindPublished(slug, number, contests) is var (contest, entry)
            ? QrCode.Of(http, $"/c/{contest.Slug}/results/{entry.Number}", "private, max-age=3600")
            : Results.NotFound();

    private static (Contest Contest, Entry Entry)? FindPublished(string slug, string number, ContestDirectory contests) =>
        contests.FindListed(slug) is { Phase: >= ContestPhase.Published } contest
        && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && contest.FindOnShow(n) is { Withdrawn: null } entry
            ? (contest, entry)
            : null;

    /// <summary>From the ledger, as the sealed result was computed.</summary>
    private static async Task<WorkedResult?> WorkAsync(
        string slug, string number, ContestDirectory contests, ReviewActStore ballots, PanelStore panel)
    {
        if (FindPublished(slug, number, contests) is not var (contest, entry))
            return null;
        var votes = (await ballots.CountAsync(contest.Id)).Valid.Votes;
        return WorkedResult.Of(contest, entry, votes, await panel.ReadRevealedAsync(contest.Id));
    }
}
