using Microsoft.Playwright;

namespace Voting.Browser.Tests;

/// <summary>
/// The <c>altcha</c> widget from the client's node_modules, as it was published, on a page of the site's origin under the site's
/// own security headers. Only the page itself is the test's.
/// </summary>
internal static class AltchaPackage
{
    private const string Page = """
        <!doctype html><html lang="zh-CN"><head><title>widget</title>
        <link rel="stylesheet" href="/altcha/external/altcha.css">
        <script type="module" src="/altcha/start.js"></script></head>
        <body><altcha-widget id="widget" challenge="/api/contests/hand-in-hand-2023/challenge"></altcha-widget></body></html>
        """;

    /// <summary>As the package's own instructions for strict policies have it: workers are files of their own.</summary>
    private const string Start = """
        import '/altcha/external/altcha.js';
        $altcha.algorithms.set('PBKDF2/SHA-256', () => new Worker('/altcha/workers/pbkdf2.js'));
        document.getElementById('widget').addEventListener('verified', event => { document.body.dataset.payload = event.detail.payload; });
        document.body.dataset.ready = 'yes';
        """;

    private static string? Folder
    {
        get
        {
            for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
                if (Path.Combine(folder.FullName, "src/Voting.Server/Client") is var client && Directory.Exists(client))
                    return Path.Combine(client, "node_modules/altcha/dist") is var package && Directory.Exists(package) ? package : null;
            return null;
        }
    }

    /// <summary>Where the client's packages are not installed, tests say so; in continuous integration they are.</summary>
    public static void Require()
    {
        Assert.False(Folder is null && Environment.GetEnvironmentVariable("CI") == "true", "The altcha package is missing.");
        Skip.If(Folder is null, "The client's packages are not installed (npm ci in src/Voting.Server/Client).");
    }

    /// <summary>Serves it below <c>/altcha/</c>.</summary>
    public static async Task ServeAsync(IPage page, string site)
    {
        using var client = new HttpClient();
        var policy = (await client.GetAsync(site)).Headers.GetValues("Content-Security-Policy").Single();
        await page.RouteAsync("**/altcha/**", route =>
        {
            var path = new Uri(route.Request.Url).AbsolutePath["/altcha/".Length..];
            var (body, type) = path switch
            {
                "page" => (Page, "text/html"),
                "start.js" => (Start, "text/javascript"),
                _ => (File.ReadAllText(Path.Combine(Folder!, path)), path.EndsWith(".css", StringComparison.Ordinal) ? "text/css" : "text/javascript"),
            };
            return route.FulfillAsync(new()
            {
                Body = body,
                Headers = new Dictionary<string, string> { ["Content-Type"] = $"{type}; charset=utf-8", ["Content-Security-Policy"] = policy },
            });
        });
    }
}
