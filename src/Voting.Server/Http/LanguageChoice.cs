using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Localization;

namespace Voting.Server.Http;

/// <summary>
/// The visitor's language: a link with <c>?lang=en</c> chooses it, a cookie keeps it for a year, the browser's own wish
/// decides until then.
/// </summary>
public static class LanguageChoice
{
    private const string Name = "lang";
    private static readonly string[] Languages = ["zh-CN", "en"];
    private static readonly TimeSpan Kept = TimeSpan.FromDays(365);

    public static IServiceCollection AddLanguageChoice(this IServiceCollection services) =>
        services.AddRequestLocalization(localization =>
        {
            localization.SetDefaultCulture(Languages[0]).AddSupportedCultures(Languages).AddSupportedUICultures(Languages);
            localization.RequestCultureProviders =
            [
                new QueryStringRequestCultureProvider { QueryStringKey = Name, UIQueryStringKey = Name },
                new LanguageCookie(),
                new AcceptLanguageHeaderRequestCultureProvider(),
            ];
        });

    public static IApplicationBuilder UseLanguageChoice(this IApplicationBuilder app) => app
        .UseRequestLocalization()
        .Use((http, next) =>
        {
            if (http.Request.Query[Name].ToString() is var chosen && Languages.Contains(chosen))
                http.Response.Cookies.Append(CookieName(http), chosen, new CookieOptions
                {
                    MaxAge = Kept,
                    SameSite = SameSiteMode.Lax,
                    Secure = http.Request.IsHttps,
                    HttpOnly = true,
                    IsEssential = true,
                    Path = "/",
                });
            return next(http);
        });

    /// <summary>The page being answered, in another language; the rest of its query stays.</summary>
    public static string Link(HttpContext http, string language)
    {
        var (path, query) = http.Features.Get<IStatusCodeReExecuteFeature>() is { } wrong
            ? (wrong.OriginalPath, wrong.OriginalQueryString)
            : (http.Request.Path.Value, http.Request.QueryString.Value);
        var kept = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(query).Where(pair => pair.Key != Name);
        // One slash: "//name" would lead to another host.
        return new PathString($"/{path?.TrimStart('/')}").ToUriComponent() + new QueryBuilder(kept) { { Name, language } }.ToQueryString();
    }

    private static string CookieName(HttpContext http) => http.Request.IsHttps ? "__Host-lang" : Name;

    private sealed class LanguageCookie : RequestCultureProvider
    {
        public override Task<ProviderCultureResult?> DetermineProviderCultureResult(HttpContext http) =>
            Task.FromResult(http.Request.Cookies[CookieName(http)] is { } language && Languages.Contains(language)
                ? new ProviderCultureResult(language)
                : null);
    }
}
