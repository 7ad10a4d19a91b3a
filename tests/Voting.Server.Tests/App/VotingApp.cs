using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Voting.Server.Tests.App;

/// <summary>
/// The real server in this process, on a data directory of its own that outlives restarts. The clock is the test's; the
/// sender's address is whatever <see cref="AddressHeader"/> says.
/// </summary>
public sealed class VotingApp : IAsyncLifetime, IAsyncDisposable
{
    public const string AddressHeader = "X-Test-Address";
    public const string Password = "organizer-password";

    private readonly Dictionary<string, string> _settings;
    private Host? _host;
    private HttpClient? _organizer;
    private DateTimeOffset _organizerUntil;

    public VotingApp()
        : this([])
    {
    }

    private VotingApp(IEnumerable<(string Name, string Value)> settings)
    {
        _settings = new()
        {
            ["Storage:DataDirectory"] = Directory,
            ["Demo:Enabled"] = "false",
            ["Organizers:InitialPassword"] = Password,
            ["Live:PushInterval"] = "00:00:00.250",
            ["Logging:LogLevel:Default"] = "None",
            ["Logging:LogLevel:Microsoft.AspNetCore"] = "None",
        };
        foreach (var (name, value) in settings)
            _settings[name] = value;
    }

    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("voting-test-").FullName;

    public TestClock Clock { get; } = new();

    public IServiceProvider Services => _host!.Services;

    public TestServer Server => _host!.Server;

    public string DatabaseFile => Path.Combine(Directory, "voting.db");

    public static async Task<VotingApp> StartAsync(params (string Name, string Value)[] settings)
    {
        var app = new VotingApp(settings);
        try
        {
            await app.InitializeAsync();
        }
        catch
        {
            System.IO.Directory.Delete(app.Directory, recursive: true);
            throw;
        }

        return app;
    }

    public Task InitializeAsync()
    {
        _host = new Host(this);
        try
        {
            _host.StartServer();
        }
        catch (Exception) when (_host.StartFaults.First is { } fault)
        {
            // A host that fails fast may be gone before the factory has looked at it; then only its log has the reason.
            throw new InvalidOperationException("The server did not start.", fault);
        }

        return Task.CompletedTask;
    }

    /// <summary>Stops the server and starts it anew on the same data.</summary>
    public async Task RestartAsync()
    {
        await _host!.DisposeAsync();
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

    public SqliteConnection OpenDatabase()
    {
        var connection = new SqliteConnection($"Data Source={DatabaseFile};Pooling=False");
        connection.Open();
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        await _host!.DisposeAsync();
        SqliteConnection.ClearAllPools();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    private sealed class Host(VotingApp app) : WebApplicationFactory<Program>
    {
        public StartFaults StartFaults { get; } = new();

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment("Production");
            foreach (var (name, value) in app._settings)
                builder.UseSetting(name, value);
            builder.ConfigureLogging(logging => logging.AddProvider(StartFaults).AddFilter<StartFaults>(level => level >= LogLevel.Error));
            builder.ConfigureTestServices(services => services
                .AddSingleton<TimeProvider>(app.Clock)
                .AddSingleton<IStartupFilter, SenderAddress>());
        }
    }

    /// <summary>Keeps the first exception that the host logs: the reason of a start that failed.</summary>
    private sealed class StartFaults : ILoggerProvider, ILogger
    {
        public Exception? First { get; private set; }

        public ILogger CreateLogger(string categoryName) => this;

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            First ??= exception;

        public void Dispose()
        {
        }
    }

    private sealed class SenderAddress : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((http, rest) =>
            {
                if (IPAddress.TryParse(http.Request.Headers[AddressHeader], out var address))
                    http.Connection.RemoteIpAddress = address;
                return rest(http);
            });
            next(app);
        };
    }
}
