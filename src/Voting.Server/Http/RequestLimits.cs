using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Voting.Server.Http;

/// <summary>
/// How much, how slowly and how many at once. What is too large is answered as a problem; only beyond twice that the web server
/// itself ends the connection, with a bare status.
/// </summary>
public static class RequestLimits
{
    private const int MostHeaders = 64;
    private const int MostHeaderBytes = 16 * 1024;
    private const int LongestAddress = 4 * 1024;

    public static IServiceCollection AddRequestLimits(this IServiceCollection services)
    {
        services.AddOptions<HttpOptions>().BindConfiguration("Http")
            .Validate(options => options.MaxConnections > 0 && options.MaxUpgradedConnections > 0, "Http:MaxConnections and Http:MaxUpgradedConnections must be above 0.")
            .Validate(options => options.HeadersTimeout > TimeSpan.Zero && options.KeepAliveTimeout > TimeSpan.Zero, "Http:HeadersTimeout and Http:KeepAliveTimeout must be above zero.")
            .Validate(options => options.SlowestRate > 0, "Http:SlowestRate must be above 0.")
            .Validate(options => options.Grace > TimeSpan.FromSeconds(1), "Http:Grace must be above one second.")
            .ValidateOnStart();
        return services;
    }

    public static void Limit(KestrelServerOptions kestrel)
    {
        var options = kestrel.ApplicationServices.GetRequiredService<IOptions<HttpOptions>>().Value;
        kestrel.AddServerHeader = false;
        var limits = kestrel.Limits;
        // No endpoint reads more than an import; ballots and forms are held to much less where they are read.
        limits.MaxRequestBodySize = RequestBody.ImportLimit + RequestBody.FormLimit;
        limits.MaxRequestHeadersTotalSize = 2 * MostHeaderBytes;
        limits.MaxRequestHeaderCount = 2 * MostHeaders;
        limits.MaxRequestLineSize = 2 * LongestAddress;
        limits.MaxConcurrentConnections = options.MaxConnections;
        limits.MaxConcurrentUpgradedConnections = options.MaxUpgradedConnections;
        limits.RequestHeadersTimeout = options.HeadersTimeout;
        limits.KeepAliveTimeout = options.KeepAliveTimeout;
        limits.MinRequestBodyDataRate = new MinDataRate(options.SlowestRate, options.Grace);
        limits.MinResponseDataRate = new MinDataRate(options.SlowestRate, options.Grace);
    }

    /// <summary>Below the error pages, which say it in the visitor's language.</summary>
    public static void UseRequestLimits(this WebApplication app) => app.Use((http, next) =>
    {
        // The request that is answered by an error page is still the same one.
        if (http.Features.Get<IStatusCodeReExecuteFeature>() is not null || RefusalOf(http) is not { } status)
            return next(http);
        http.Response.StatusCode = status;
        return Task.CompletedTask;
    });

    private static int? RefusalOf(HttpContext http)
    {
        if (http.Features.Get<IHttpRequestFeature>()!.RawTarget.Length > LongestAddress)
            return StatusCodes.Status414UriTooLong;
        var (count, bytes) = (0, 0);
        foreach (var (name, values) in http.Request.Headers)
            foreach (var value in values)
            {
                count++;
                bytes += name.Length + (value?.Length ?? 0) + 4;
            }

        return count > MostHeaders || bytes > MostHeaderBytes ? StatusCodes.Status431RequestHeaderFieldsTooLarge : null;
    }
}

/// <summary>Section <c>Http</c>.</summary>
public sealed class HttpOptions
{
    /// <summary>Connections a server holds at once; one more is closed at once.</summary>
    public long MaxConnections { get; set; } = 20_000;

    /// <summary>Watching boards (WebSockets) a server holds at once.</summary>
    public long MaxUpgradedConnections { get; set; } = 10_000;

    /// <summary>How long a request may take to say what it wants.</summary>
    public TimeSpan HeadersTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a connection may say nothing between two requests.</summary>
    public TimeSpan KeepAliveTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Bytes a second; who sends or takes less for longer than <see cref="Grace"/> is cut off. A ballot over a bad 2G line is faster.</summary>
    public int SlowestRate { get; set; } = 100;

    /// <summary>How long a phone may be without any network in the middle of a request.</summary>
    public TimeSpan Grace { get; set; } = TimeSpan.FromSeconds(10);
}
