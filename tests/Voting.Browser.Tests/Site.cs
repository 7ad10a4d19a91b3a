using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Voting.Browser.Tests;

/// <summary>The real server on a loopback port with the demo contest, and the system's Chromium in front of it.</summary>
public class Site : IAsyncLifetime
{
    public const string Contest = "/c/hand-in-hand-2023";
    public const string OrganizerPassword = "correct horse battery staple";
    private const string Chromium = "/usr/bin/chromium";

    private readonly IReadOnlyList<(string Name, string Value)> _settings;
    private readonly string _directory = Directory.CreateTempSubdirectory("voting-browser-").FullName;
    private WebApplicationFactory<Program>? _server;
    private IPlaywright? _playwright;

    public Site()
        : this([])
    {
    }

    protected Site(IReadOnlyList<(string Name, string Value)> settings) => _settings = settings;

    public IBrowser Browser { get; private set; } = null!;

    public string Address { get; private set; } = "";

    /// <summary>Where there is no browser, tests say so; where it should be there, that is a failure.</summary>
    public static void RequireBrowser()
    {
        var missing = !File.Exists(Chromium);
        Assert.False(missing && Environment.GetEnvironmentVariable("VOTING_TESTS_REQUIRE_ENGINES") == "1", $"{Chromium} is missing.");
        Skip.If(missing, $"{Chromium} is not installed (bash tests/run installs it).");
    }

    public async Task InitializeAsync()
    {
        if (!File.Exists(Chromium))
            return;
        _server = new WebApplicationFactory<Program>().WithWebHostBuilder(host => host
            .UseEnvironment("Development")
            // Any free port, so that suites can run side by side.
            .UseSetting(WebHostDefaults.ServerUrlsKey, "http://127.0.0.1:0")
            .UseSetting("Storage:DataDirectory", _directory)
            .UseSetting("Organizers:InitialPassword", OrganizerPassword)
            .UseSettings(_settings));
        _server.UseKestrel(0);
        _server.StartServer();
        Address = _server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()
            .Replace("[::]", "127.0.0.1");

        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Chromium,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
            ],
        });
    }

    /// <summary>A new visitor: own cookies, a phone unless told otherwise.</summary>
    public async Task<IPage> VisitAsync(
        bool javaScript = true, string language = "zh-CN", int width = 390, int height = 844, bool reducedMotion = false)
    {
        var context = await Browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = Address,
            JavaScriptEnabled = javaScript,
            Locale = language,
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ReducedMotion = reducedMotion ? ReducedMotion.Reduce : ReducedMotion.NoPreference,
        });
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(30_000);
        return page;
    }

    public async Task DisposeAsync()
    {
        if (Browser is not null)
            await Browser.DisposeAsync();
        _playwright?.Dispose();
        if (_server is not null)
            await _server.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}

/// <summary>A site that asks every ballot for work.</summary>
public sealed class WorkingSite() : Site([("Voters:Challenge:Mode", "always")]);

[CollectionDefinition(nameof(Site))]
public sealed class SiteCollection : ICollectionFixture<Site>;

[CollectionDefinition(nameof(WorkingSite))]
public sealed class WorkingSiteCollection : ICollectionFixture<WorkingSite>;

internal static class SiteSettings
{
    public static IWebHostBuilder UseSettings(this IWebHostBuilder host, IEnumerable<(string Name, string Value)> settings)
    {
        foreach (var (name, value) in settings)
            host.UseSetting(name, value);
        return host;
    }
}
