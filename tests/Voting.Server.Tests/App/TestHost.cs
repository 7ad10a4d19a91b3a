using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Voting.Server.Tests.App;

/// <summary>One life of a server in this process.</summary>
internal sealed class TestHost(TimeProvider clock, IReadOnlyDictionary<string, string> settings, ILoggerProvider? log = null) : WebApplicationFactory<Program>
{
    private readonly StartFaults _startFaults = new();

    /// <param name="listens">On a loopback port of its own, which also other programs reach.</param>
    /// <exception cref="InvalidOperationException">It did not start; the inner exception says why.</exception>
    public void Start(bool listens)
    {
        try
        {
            if (listens)
                UseKestrel(0);
            StartServer();
        }
        catch (Exception) when (_startFaults.First is { } fault)
        {
            // A host that fails fast may be gone before the factory has looked at it; then only its log has the reason.
            throw new InvalidOperationException("The server did not start.", fault);
        }
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Production");
        foreach (var (name, value) in settings)
            builder.UseSetting(name, value);
        builder.ConfigureLogging(logging => logging.AddProvider(_startFaults).AddFilter<StartFaults>(level => level >= LogLevel.Error));
        if (log is not null)
            builder.ConfigureLogging(logging => logging.AddProvider(log));
        builder.ConfigureTestServices(services => services
            .AddSingleton(clock)
            // Hundreds of people sign in here, and none of them is worth guarding.
            .PostConfigure<PasswordHasherOptions>(hashes => hashes.IterationCount = 1000)
            .AddSingleton<IStartupFilter, SenderAddress>());
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
                if (IPAddress.TryParse(http.Request.Headers[VotingApp.AddressHeader], out var address))
                    http.Connection.RemoteIpAddress = address;
                else if (!http.Request.Headers.ContainsKey(VotingApp.AddressHeader))
                    http.Connection.RemoteIpAddress ??= IPAddress.Loopback;
                return rest(http);
            });
            next(app);
        };
    }
}
