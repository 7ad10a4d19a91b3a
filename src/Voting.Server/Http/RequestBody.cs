using System.Text.Json;

namespace Voting.Server.Http;

/// <summary>Reads a bounded request body; what is wrong with it is a problem code, not an exception.</summary>
public static class RequestBody
{
    public const int BallotLimit = 16 * 1024;
    public const int FormLimit = 64 * 1024;
    public const int ImportLimit = 8 * 1024 * 1024;

    /// <param name="invalidCode">The problem for a body that is JSON of another shape, or no JSON.</param>
    public static async Task<(T? Value, string? ProblemCode)> ReadJsonAsync<T>(HttpContext http, int limit, string invalidCode)
        where T : class
    {
        if (!http.Request.HasJsonContentType())
            return (null, "unsupported-media-type");
        if (await ReadAsync(http, limit) is not { } bytes)
            return (null, "body-too-large");
        try
        {
            return JsonSerializer.Deserialize<T>(bytes, WireJson.Strict) is { } value ? (value, null) : (null, invalidCode);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or FormatException)
        {
            return (null, invalidCode);
        }
    }

    /// <returns>Null when there is more than <paramref name="limit"/> bytes.</returns>
    public static async Task<byte[]?> ReadAsync(HttpContext http, int limit)
    {
        if (http.Request.ContentLength > limit)
            return null;
        using var buffer = new MemoryStream();
        var chunk = new byte[8192];
        int read;
        while ((read = await http.Request.Body.ReadAsync(chunk, http.RequestAborted)) > 0)
        {
            if (buffer.Length + read > limit)
                return null;
            buffer.Write(chunk, 0, read);
        }

        return buffer.ToArray();
    }
}
