using System.Net;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Localization;
using Microsoft.Extensions.Options;

namespace Voting.Server.Http;

/// <summary>What every request goes through: addresses, headers, language, errors.</summary>
public static class HttpSetup
{
    public static readonly string[] Languages = ["zh-CN", "en"];

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
        services.AddResponseCompression(compression =>
        {
            compression.EnableForHttps = true;
            compression.MimeTypes = [.. Microsoft.AspNetCore.ResponseCompression.ResponseCompressionDefaults.MimeTypes, "image/svg+xml"];
        });
        services.AddRequestLocalization(localization =>
        {
            localization.SetDefaultCulture(Languages[0]).AddSupportedCultures(Languages).AddSupportedUICultures(Languages);
            localization.RequestCultureProviders =
            [
                new QueryStringRequestCultureProvider { QueryStringKey = "lang", UIQueryStringKey = "lang" },
                new LanguageCookie(),
                new AcceptLanguageHeaderRequestCultureProvider(),
            ];
        });
        services.AddOpenApi();
        return services;
    }

    public static void UseHttp(this WebApplication app)
    {
        UseForwardedAddresses(app);
        app.UseSecurityHeaders();
        app.UseResponseCompression();
        app.UseRequestLocalization();
        app.UseExceptionHandler(error => error.Run(AnswerFaultAsync));
        app.UseStatusCodePages(context => AnswerStatusAsync(context.HttpContext));
        app.UseOriginCheck();
    }

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

    private static Task AnswerFaultAsync(HttpContext http)
    {
        var fault = http.Features.Get<IExceptionHandlerFeature>()?.Error;
        var code = fault is BadHttpRequestException { StatusCode: 413 } ? "body-too-large"
            : fault is BadHttpRequestException ? "bad-request"
            : "internal-error";
        return http.RequestServices.GetRequiredService<Problems>().Of(code).ExecuteAsync(http);
    }

    /// <summary>Answers that have a status and no body yet: wrong addresses, methods and media types.</summary>
    private static Task AnswerStatusAsync(HttpContext http)
    {
        var code = http.Response.StatusCode switch
        {
            404 => "not-found",
            405 => "method-not-allowed",
            413 => "body-too-large",
            415 => "unsupported-media-type",
            < 500 => "bad-request",
            _ => "internal-error",
        };
        return http.RequestServices.GetRequiredService<Problems>().Of(code).ExecuteAsync(http);
    }

    private sealed class LanguageCookie : RequestCultureProvider
    {
        public override Task<ProviderCultureResult?> DetermineProviderCultureResult(HttpContext http) =>
            Task.FromResult(http.Request.Cookies["lang"] is { } language && Languages.Contains(language)
                ? new ProviderCultureResult(language)
                : null);
    }
}

/// <summary>Section <c>ReverseProxy</c>.</summary>
public sealed class ReverseProxyOptions
{
    /// <summary>Addresses whose X-Forwarded-* headers are believed; none by default.</summary>
    public IList<string> KnownProxies { get; set; } = [];
}
