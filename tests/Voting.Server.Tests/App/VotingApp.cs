using System.Data.Common;
using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.TestHost;
using Voting.Engines;

namespace Voting.Server.Tests.App;

/// <summary>
/// The real server in this process, on data of its own that outlives restarts. The clock is the test's; the sender's
/// address is whatever <see cref="AddressHeader"/> says.
/// </summary>
public class VotingApp : IAsyncLifetime, IAsyncDisposable
{
    public const string AddressHeader = "X-Test-Address";
    public const string Password = "organizer-password";

    private readonly Dictionary<string, string> _settings;
    private readonly List<VotingApp> _others = [];
    private Stores? _stores;
    private TestHost? _host;
    private HttpClient? _organizer;
    private DateTimeOffset _organizerUntil;

    public VotingApp()
        : this(Backend.Embedded)
    {
    }

    protected VotingApp(Backend backend)
        : this(backend, null, [])
    {
    }

    private VotingApp(Backend backend, VotingApp? first, IEnumerable<(string Name, string Value)> settings)
    {
        Backend = backend;
        Clock = first?.Clock ?? new TestClock();
        _settings = new()
        {
            ["Storage:DataDirectory"] = Directory,
            ["Demo:Enabled"] = "false",
            ["Organizers:InitialPassword"] = Password,
            // Tests ask for a look when they want one.
            ["Review:ScanInterval"] = "01:00:00",
            ["Live:PushInterval"] = "00:00:00.250",
            ["Logging:LogLevel:Default"] = "None",
            ["Logging:LogLevel:Microsoft.AspNetCore"] = "None",
        };
        if (first is not null)
            _settings["Keys:Directory"] = Path.Combine(first.Directory, "keys");
        foreach (var (name, value) in settings)
            _settings[name] = value;
    }

    public Backend Backend { get; }

    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("voting-test-").FullName;

    public TestClock Clock { get; }

    /// <summary>For servers that are to start on them beside this one.</summary>
    public Stores Stores => _stores!;

    public IServiceProvider Services => _host!.Services;

    public TestServer Server => _host!.Server;

    public static Task<VotingApp> StartAsync(params (string Name, string Value)[] settings) => StartAsync(Backend.Embedded, settings);

    public static async Task<VotingApp> StartAsync(Backend backend, params (string Name, string Value)[] settings)
    {
        if (backend != Backend.Embedded)
            RealEngines.Require();
        var app = new VotingApp(backend, null, settings);
        await app.StartOrDeleteAsync();
        return app;
    }

    /// <summary>On engines of the test's own, which it may kill. The app needs none of them to end.</summary>
    public static async Task<VotingApp> StartOnAsync(Stores stores, params (string Name, string Value)[] settings)
    {
        var app = new VotingApp(Backend.Server, null, settings) { _stores = stores };
        await app.StartOrDeleteAsync();
        return app;
    }

    /// <summary>Another server on the same engines, keys and clock, with a data directory of its own; it ends with this one.</summary>
    public async Task<VotingApp> StartSecondAsync()
    {
        var second = new VotingApp(
            Backend, this, _settings.Select(pair => (pair.Key, pair.Value)).Where(pair => pair.Key != "Storage:DataDirectory"))
        {
            _stores = _stores,
        };
        await second.StartOrDeleteAsync();
        _others.Add(second);
        return second;
    }

    /// <summary>Another server with these keys and this clock on other data; it ends with this one.</summary>
    public async Task<VotingApp> StartOnCopyAsync(Stores copy)
    {
        var other = new VotingApp(Backend, this, []) { _stores = copy };
        _others.Add(other);
        await other.InitializeAsync();
        return other;
    }

    public async Task InitializeAsync()
    {
        // A fixture can not be skipped: without engines it starts nothing, and its tests say so by OnItsEngines.
        if (Backend != Backend.Embedded && !EnginePrograms.AreInstalled)
            return;
        _stores ??= await Stores.NewAsync(Backend, Directory);
        var settings = new Dictionary<string, string>(_settings);
        // What a test has set itself stays.
        foreach (var (name, value) in _stores.Settings)
            if (settings.GetValueOrDefault(name) is null || settings[name] == Directory)
                settings[name] = value;
        _host = new TestHost(Clock, settings);
        _host.Start();
    }

    /// <summary>This app; ends the test where what it stands on is not installed.</summary>
    public VotingApp OnItsEngines()
    {
        if (Backend != Backend.Embedded)
            RealEngines.Require();
        return this;
    }

    /// <summary>Stops the server; its data stays until the app is disposed.</summary>
    public async Task StopAsync() => await _host!.DisposeAsync();

    /// <summary>Stops the server and starts it anew on the same data.</summary>
    public Task RestartAsync() => RestartAsync(_ => Task.CompletedTask);

    /// <summary>And does something with its data while it is stopped.</summary>
    public async Task RestartAsync(Func<Stores, Task> meanwhile)
    {
        await _host!.DisposeAsync();
        await meanwhile(_stores!);
        await InitializeAsync();
        _organizer = null;
    }

    /// <summary>A client with a cookie jar of its own.</summary>
    public HttpClient NewClient(string? address = null) => NewClient(out _, address);

    public HttpClient NewClient(out CookieJar jar, string? address = null)
    {
        jar = new CookieJar(Server.CreateHandler());
        var client = new HttpClient(jar) { BaseAddress = new Uri("http://localhost/") };
        if (address is not null)
            client.DefaultRequestHeaders.Add(AddressHeader, address);
        return client;
    }

    /// <summary>A client of the signed-in organizer; signs in again when the session has run out.</summary>
    public async Task<HttpClient> OrganizerAsync()
    {
        if (_organizer is not null && Clock.Now < _organizerUntil)
            return _organizer;
        _organizer = NewClient();
        _organizerUntil = Clock.Now.AddHours(7);
        var answer = await _organizer.PostAsJsonAsync("/api/session", new { name = "organizer", password = Password });
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        return _organizer;
    }

    /// <summary>After a test that ended the first organizer's sessions.</summary>
    public void ForgetOrganizer() => _organizer = null;

    public DbConnection OpenDatabase() => _stores!.OpenDatabase();

    public async ValueTask DisposeAsync()
    {
        foreach (var other in _others)
            await other.DisposeAsync();
        if (_host is not null)
            await _host.DisposeAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
        GC.SuppressFinalize(this);
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    private async Task StartOrDeleteAsync()
    {
        try
        {
            await InitializeAsync();
        }
        catch
        {
            System.IO.Directory.Delete(Directory, recursive: true);
            throw;
        }
    }
}
