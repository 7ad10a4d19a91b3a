using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Voting.Server.Tests.App;

/// <summary>A whole HTTP answer.</summary>
public sealed record Answer(HttpStatusCode Status, byte[] Bytes, HttpResponseHeaders Headers, string? ContentType)
{
    public string Text => Encoding.UTF8.GetString(Bytes);

    public JsonElement Json => JsonDocument.Parse(Bytes).RootElement;

    public JsonElement this[string member] => Json.GetProperty(member);

    /// <summary>The problem's stable code; null when this is no problem.</summary>
    public string? Code => ContentType == "application/problem+json" && Json.TryGetProperty("code", out var code)
        ? code.GetString()
        : null;

    public int? RetryAfterSeconds => (int?)Headers.RetryAfter?.Delta?.TotalSeconds;

    public static async Task<Answer> Of(Task<HttpResponseMessage> call)
    {
        using var response = await call;
        return new Answer(
            response.StatusCode, await response.Content.ReadAsByteArrayAsync(), response.Headers,
            response.Content.Headers.ContentType?.MediaType);
    }

    public Answer Is(HttpStatusCode status, string? code = null)
    {
        Assert.True(Status == status && Code == code, $"Expected {(int)status} {code}, got {(int)Status}: {Text}");
        return this;
    }
}
