using Voting.Server.Http;

namespace Voting.Server.Pages;

/// <summary>A form that a page of this server sent, bounded like any other body.</summary>
public static class PageForm
{
    /// <returns>Null when it is no form, or too large to be one of ours.</returns>
    public static async Task<IFormCollection?> ReadAsync(HttpContext http)
    {
        if (!http.Request.HasFormContentType || http.Request.ContentLength is null or > RequestBody.FormLimit)
            return null;
        try
        {
            return await http.Request.ReadFormAsync(http.RequestAborted);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or NotSupportedException)
        {
            return null;
        }
    }
}
