using System.Globalization;
using Voting.Rules.Log;
using Voting.Server.Contests;
using Voting.Server.Http;
using Voting.Server.Ranking;

namespace Voting.Server.Log;

/// <summary>
/// The log as C2SP tlog-tiles: hash tiles under <c>tile/{L}/{N}[.p/{W}]</c>, leaves under <c>tile/entries/{N}[.p/{W}]</c>. Every
/// width that the log has reached is served, leaves as far as they are revealed, and what was served once never changes.
/// </summary>
public static class TileEndpoints
{
    private const string ForEver = "public, max-age=31536000, immutable";
    private const string Entries = "entries";

    public static void MapTiles(this IEndpointRouteBuilder log) =>
        log.MapGet("/tile/{level}/{**tile}", GetTile).WithSummary("A tile of hashes (level 0-63) or of entries, whole or of a width (C2SP tlog-tiles)")
            .Produces<byte[]>(contentType: "application/octet-stream").Refuses("contest-not-found", "proof-not-found", "not-yet-revealed");

    public static async Task<IResult> GetTile(
        string slug, string level, string tile, HttpContext http, ContestDirectory contests, LogStore logs, Reveals reveals, Problems problems)
    {
        if (contests.FindListed(slug) is not { } contest)
            return problems.Of("contest-not-found");
        if (!TilePath.TryParse(tile, out var number, out var width))
            return problems.Of("proof-not-found");
        if (level == Entries && !(await reveals.NowAsync(contest)).Covers(number * Tile.FullWidth + width))
            return problems.Of("not-yet-revealed");
        var bytes = level == Entries ? await logs.ReadEntryBundleAsync(contest.Id, number, width)
            : IsLevel(level, out var height) ? await logs.ReadTileAsync(contest.Id, new TileId(height, number), width)
            : null;
        if (bytes is null)
            return problems.Of("proof-not-found");
        http.Response.Headers.CacheControl = ForEver;
        return Results.Bytes(bytes, "application/octet-stream");
    }

    private static bool IsLevel(string text, out int level) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out level) && level < 64
        && text == level.ToString(CultureInfo.InvariantCulture);
}
