using Voting.Server.Contests;
using Voting.Server.Http;

namespace Voting.Server.Entries;

/// <summary>The organizer's import over HTTP.</summary>
public static class ImportEndpoint
{
    public static IServiceCollection AddEntries(this IServiceCollection services) =>
        services.AddSingleton<EntryCsv>().AddSingleton<ImportEntries>().AddSingleton<WithdrawEntry>();

    public static async Task<IResult> PostImport(
        string slug, string? dryRun, HttpContext http, ContestDirectory contests, ImportEntries import, Problems problems)
    {
        if (contests.Find(slug) is not { } contest)
            return problems.Of("contest-not-found");
        if (!ImportEntries.IsPossible(contest))
            return problems.Of("wrong-phase");
        if (!bool.TryParse(dryRun ?? "false", out var isDryRun))
            return problems.Of("bad-request");
        var (file, problem) = await ReadFileAsync(http);
        if (file is null)
            return problems.Of(problem!);
        var (imported, errors) = await import.ExecuteAsync(contest, file, isDryRun);
        return errors.Count > 0
            ? problems.Of("invalid-import", extensions: new Dictionary<string, object?> { ["errors"] = errors })
            : Results.Json(new ImportAnswer(imported, isDryRun), WireJson.Options);
    }

    /// <summary>The file as the body, or as the one file of a form.</summary>
    public static async Task<(byte[]? File, string? ProblemCode)> ReadFileAsync(HttpContext http)
    {
        if (http.Request.ContentLength > RequestBody.ImportLimit)
            return (null, "body-too-large");
        if (!http.Request.HasFormContentType)
        {
            var type = http.Request.ContentType ?? "";
            if (type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase))
                return (null, "unsupported-media-type");
            var bytes = await RequestBody.ReadAsync(http, RequestBody.ImportLimit);
            return bytes is null ? (null, "body-too-large") : (bytes, null);
        }

        try
        {
            var form = await http.Request.ReadFormAsync();
            if (form.Files is not [var upload])
                return (null, "bad-request");
            if (upload.Length > RequestBody.ImportLimit)
                return (null, "body-too-large");
            using var buffer = new MemoryStream();
            await upload.CopyToAsync(buffer);
            return (buffer.ToArray(), null);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or NotSupportedException)
        {
            return (null, "bad-request");
        }
    }
}
