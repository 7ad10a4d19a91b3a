using System.Collections.Concurrent;
using System.Text;
using Voting.Server.Contests;

namespace Voting.Server.Entries;

/// <summary>Entries' own pictures: an SVG for pages, a PNG for messengers that show a preview of a shared link.</summary>
public static class EntryPictureEndpoints
{
    private const int MostKept = 256;
    private static readonly ConcurrentDictionary<(int Number, int Motif), byte[]> Drawn = new();

    public static void MapEntryPictures(this IEndpointRouteBuilder app)
    {
        var pictures = app.MapGroup("/c/{slug}/e/{number:int}").ExcludeFromDescription();
        pictures.MapGet("/picture.svg", GetSvg);
        pictures.MapGet("/picture.png", GetPng);
    }

    public static IResult GetSvg(string slug, int number, HttpContext http, ContestDirectory contests)
    {
        if (MotifOf(contests.Find(slug), number) is not { } motif)
            return Results.NotFound();
        var picture = EntryPicture.Of(number, motif, EntryPicture.CardWidth, EntryPicture.CardHeight);
        return Kept(http, Encoding.ASCII.GetBytes(picture.ToSvg()), "image/svg+xml");
    }

    public static IResult GetPng(string slug, int number, HttpContext http, ContestDirectory contests)
    {
        if (MotifOf(contests.Find(slug), number) is not { } motif)
            return Results.NotFound();
        if (Drawn.Count >= MostKept)
            Drawn.Clear();
        return Kept(http, Drawn.GetOrAdd((number, motif), static key => Draw(key.Number, key.Motif)), "image/png");
    }

    private static byte[] Draw(int number, int motif)
    {
        var picture = EntryPicture.Of(number, motif, EntryPicture.ShareWidth, EntryPicture.ShareHeight);
        return Png.Encode(PictureRaster.Draw(picture), picture.Width, picture.Height);
    }

    /// <summary>The position of the entry's group; null when there is no such entry on show.</summary>
    private static int? MotifOf(Contest? contest, int number) => contest?.FindOnShow(number) is { } entry
        ? contest.Groups.TakeWhile(group => group.Code != entry.Group).Count()
        : null;

    private static IResult Kept(HttpContext http, byte[] picture, string type)
    {
        http.Response.Headers.CacheControl = "public, max-age=86400";
        return Results.Bytes(picture, type);
    }
}
