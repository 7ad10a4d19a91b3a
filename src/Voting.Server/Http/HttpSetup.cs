using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.ResponseCompression;
using Voting.Server.Ledger;
using Voting.Server.Log;
using Voting.Server.Storage;

namespace Voting.Server.Http;

/// <summary>What every request goes through: addresses, headers, language, errors.</summary>
public static class HttpSetup
{
    /// <summary>Where faults and bare statuses are answered, for people as a page and for programs as a problem.</summary>
    public const string ErrorPath = "/error";

    public static void UseWebServer(this WebApplicationBuilder builder)
    {
        builder.Logging.KeepSecretsOut();
        builder.WebHost.ConfigureKestrel(RequestLimits.Limit);
        // Where the server listens unless told otherwise. Not in appsettings.json: there it would win over ASPNETCORE_URLS.
        string[] chosen = ["urls", "http_ports", "https_ports", "Kestrel:Endpoints"];
        if (!chosen.Any(name => builder.Configuration.GetSection(name) is var section && (section.Value is { Length: > 0 } || section.GetChildren().Any())))
            builder.WebHost.UseUrls("http://localhost:5080");
    }

    public static IServiceCollection AddHttp(this IServiceCollection services)
    {
        services.AddForwardedAddresses().AddRequestLimits().AddProtectionKeys();
        services.ConfigureHttpJsonOptions(json => WireJson.Configure(json.SerializerOptions));
        services.AddLocalization();
        services.AddSingleton<Problems>();
        services.AddSingleton<SecurityLog>();
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
        app.UseForwardedAddresses();
        UseHead(app);
        app.UseSecurityHeaders();
        app.UseResponseCompression();
        app.UseLanguageChoice();
        app.UseExceptionHandler(ErrorPath);
        app.UseStatusCodePagesWithReExecute(ErrorPath + "/{0}");
        app.UseRequestLimits();
        app.UseStaticFiles(Assets.FileOptions);
        // After the error handlers, so that a re-executed request finds its page.
        app.UseRouting();
        app.UseOriginCheck();
        app.Use(async (http, next) =>
        {
            await next(http);
            http.RequestServices.GetRequiredService<SecurityLog>().Answered(http);
        });
    }

    /// <summary>What can be fetched can be asked for without its body; the web server leaves that away by itself.</summary>
    private static void UseHead(WebApplication app) => app.Use((http, next) =>
    {
        if (HttpMethods.IsHead(http.Request.Method))
            http.Request.Method = HttpMethods.Get;
        return next(http);
    });

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
            414 => "address-too-long",
            415 => "unsupported-media-type",
            431 => "headers-too-large",
            < 500 => "bad-request",
            _ => "internal-error",
        },
    };
}
