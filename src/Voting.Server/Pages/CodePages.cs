using System.Globalization;
using System.Text;
using Voting.Server.Contests;
using Voting.Server.Http;
using Voting.Server.Organizers;
using Voting.Server.Voters;

namespace Voting.Server.Pages;

/// <summary>Printed codes: batches, a new batch as a sheet or a file, revoking. Under the organizer's pages.</summary>
public static class CodePages
{
    public static void MapCodePages(this IEndpointRouteBuilder organizer)
    {
        organizer.MapGet("/c/{slug}/codes", (string slug, int? revoked, HttpContext http) => ShowAsync(http, slug, view => view with { Revoked = revoked }));
        organizer.MapPost("/c/{slug}/codes", PostBatch);
        organizer.MapPost("/c/{slug}/codes/revocation", PostRevocation);
    }

    /// <summary>The codes are the answer itself, once: as a sheet to print, or as a file.</summary>
    public static async Task<IResult> PostBatch(string slug, HttpContext http, ContestDirectory contests, PrintedCodes codes)
    {
        if (contests.Find(slug) is not { } contest)
            return Page.Error(http, "contest-not-found");
        if (await PageForm.ReadAsync(http) is not { } form)
            return Page.Error(http, "bad-request");
        var (count, label) = (form["count"].ToString().Trim(), form["label"].ToString().Trim());
        var (made, problem) = await codes.MakeAsync(contest, FormReading.Whole(count) ?? 0, label);
        if (made is null)
            return await ShowAsync(http, slug, view => view with { Count = count, Label = label, Problem = problem });
        if (form["format"] != "csv")
            return Page.Of<CodeSheetPage>(http, new { Contest = contest, Label = label, Codes = made });
        http.Response.Headers.CacheControl = "no-store";
        var lines = made.Select(code => $"{VoterCode.Show(code)},{CodeEndpoints.UrlOf(http, slug, code)}\r\n");
        return Results.File(
            [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes("code,url\r\n" + string.Concat(lines))],
            "text/csv; charset=utf-8", $"codes-{slug}.csv");
    }

    public static async Task<IResult> PostRevocation(string slug, HttpContext http, ContestDirectory contests, PrintedCodes codes)
    {
        if (contests.Find(slug) is not { } contest)
            return Page.Error(http, "contest-not-found");
        if (await PageForm.ReadAsync(http) is not { } form)
            return Page.Error(http, "bad-request");
        var revoked = await codes.RevokeAsync(contest, form["label"].ToString());
        return Page.SeeOther(http, string.Create(CultureInfo.InvariantCulture, $"{OrganizerPages.Home}/c/{slug}/codes?revoked={revoked}"));
    }

    private static async Task<IResult> ShowAsync(HttpContext http, string slug, Func<CodesView, CodesView> with)
    {
        var services = http.RequestServices;
        if (services.GetRequiredService<ContestDirectory>().Find(slug) is not { } contest)
            return Page.Error(http, "contest-not-found");
        var batches = await services.GetRequiredService<PrintedCodes>().ReadAsync(contest);
        var view = with(new CodesView(contest, batches, OrganizerEndpoints.ActorOf(http).MayChange));
        return Page.Of<CodesPage>(http, new { View = view }, view.Problem is { } code ? Problems.StatusOf(code) : StatusCodes.Status200OK);
    }
}

public sealed record CodesView(Contest Contest, IReadOnlyList<CodeBatch> Batches, bool MayChange)
{
    /// <summary>As they were typed, where the form was refused.</summary>
    public string Count { get; init; } = "100";

    public string Label { get; init; } = "";

    /// <summary>The problem's code.</summary>
    public string? Problem { get; init; }

    /// <summary>How many codes were just revoked.</summary>
    public int? Revoked { get; init; }
}
