using System.IO.Compression;
using System.Net;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Options;
using Voting.Server.Ledger;
using Voting.Server.Log;
using Voting.Server.Storage;

namespace Voting.Server.Http;

/// <summary>What every request goes through: addresses, headers, language, errors.</summary>
public static class HttpSetup
{
    /// <summary>Where faults and bare statuses are answered, for people as a page and for programs as a problem.</summary>
    public const string ErrorPath = "/error";

    /// <summary>
    /// Where the server listens unless told otherwise. Not in appsettings.json: there it would win over ASPNETCORE_URLS.
    /// </summary>
    public static void UseDefaultAddress(this WebApplicationBuilder builder)
    {
        string[] chosen = ["urls", "http_ports", "https_ports", "Kestrel:Endpoints"];
        if (!chosen.Any(name => builder.Configuration.GetSection(name) is var section && (section.Value is { Length: > 0 } || section.GetChildren().Any())))
            builder.WebHost.UseUrls("http://localhost:5080");
    }

    /// <summary>No endpoint reads more than an import; ballots and forms are held to much less where they are read.</summary>
    public static void Limit(Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = RequestBody.ImportLimit + RequestBody.FormLimit;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
    }

    public static IServiceCollection AddHttp(this IServiceCollection services)
    {
        services.AddOptions<ReverseProxyOptions>().BindConfiguration("ReverseProxy")
            .Validate(
                options => options.KnownProxies.All(proxy => IPAddress.TryParse(proxy, out _)),
                "ReverseProxy:KnownProxies must be IP addresses.")
            .ValidateOnStart();
        services.ConfigureHttpJsonOptions(json => WireJson.Configure(json.SerializerOptions));
        services.AddLocalization();
        services.AddSingleton<Problems>();
        services.AddSingleton<Assets>();
        services.AddRazorComponents();
        // Chinese text as it is: escaped, a page would be three times as long.
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
        services.Configure<BrotliCompressionProviderOptions>(brotli => brotli.Level = CompressionLevel.Optimal);
        services.Configure<GzipCompressionProviderOptions>(gzip => gzip.Level = CompressionLevel.Optimal);
        services.AddResponseCompression(compression =>
        {
            compression.EnableForHttps = true;
            compression.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, "image/svg+xml"];
        });
        services.AddLanguageChoice();
        return services.AddApiDescription().AddHealth();
    }

    public static void UseHttp(this WebApplication app)
    {
        UseForwardedAddresses(app);
        UseHead(app);
        app.UseSecurityHeaders();
        app.UseResponseCompression();
        app.UseLanguageChoice();
        app.UseExceptionHandler(ErrorPath);
        app.UseStatusCodePagesWithReExecute(ErrorPath + "/{0}");
        app.UseStaticFiles(Assets.FileOptions);
        app.UseOriginCheck();
        // After the error handlers, so that a re-executed request finds its page.
        app.UseRouting();
    }

    /// <summary>What can be fetched can be asked for without its body; the web server leaves that away by itself.</summary>
    private static void UseHead(WebApplication app) => app.Use((http, next) =>
    {
        if (HttpMethods.IsHead(http.Request.Method))
            http.Request.Method = HttpMethods.Get;
        return next(http);
    });

    private static void UseForwardedAddresses(WebApplication app)
    {
        var proxies = app.Services.GetRequiredService<IOptions<ReverseProxyOptions>>().Value.KnownProxies;
        if (proxies.Count == 0)
            return;
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost,
            ForwardLimit = proxies.Count,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in proxies)
            options.KnownProxies.Add(IPAddress.Parse(proxy));
        app.UseForwardedHeaders(options);
    }

    /// <summary>The code for an answer that has a status and no body yet, or for a fault.</summary>
    public static string CodeOf(int status, Exception? fault) => fault switch
    {
        BadHttpRequestException { StatusCode: 413 } => "body-too-large",
        BadHttpRequestException => "bad-request",
        LogRefusedException or LedgerFailedException { InnerException: LogRefusedException } => "log-stopped",
        LedgerFailedException => "not-saved",
        not null when Outage.Is(fault) => "busy",
        not null => "internal-error",
        null => status switch
        {
            404 => "not-found",
            405 => "method-not-allowed",
            413 => "body-too-large",
            415 => "unsupported-media-type",
            < 500 => "bad-request",
            _ => "internal-error",
        },
    };
}

/// <summary>Section <c>ReverseProxy</c>.</summary>
public sealed class ReverseProxyOptions
{
    /// <summary>Addresses whose X-Forwarded-* headers are believed; none by default.</summary>
    public IList<string> KnownProxies { get; set; } = [];
}
