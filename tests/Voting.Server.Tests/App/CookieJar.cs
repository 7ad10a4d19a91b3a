using System.Collections.Concurrent;

namespace Voting.Server.Tests.App;

/// <summary>A browser's cookies, by name; dates are not looked at, since the server's clock is the test's.</summary>
public sealed class CookieJar(HttpMessageHandler server) : DelegatingHandler(server)
{
    public ConcurrentDictionary<string, string> Cookies { get; } = new();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!request.Headers.Contains("Cookie") && !Cookies.IsEmpty)
            request.Headers.Add("Cookie", string.Join("; ", Cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        var response = await base.SendAsync(request, cancellationToken);
        if (response.Headers.TryGetValues("Set-Cookie", out var lines))
            foreach (var line in lines)
                Keep(line);
        return response;
    }

    private void Keep(string line)
    {
        var pair = line.Split(';')[0].Split('=', 2);
        if (pair[1].Length == 0)
            Cookies.TryRemove(pair[0], out _);
        else
            Cookies[pair[0]] = pair[1];
    }
}
