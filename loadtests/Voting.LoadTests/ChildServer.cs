using System.Globalization;
using Voting.Engines;

namespace Voting.LoadTests;

/// <summary>
/// A server of our own: a child process on a free loopback port and its own data directory, to be killed, frozen and
/// started again.
/// </summary>
public sealed class ChildServer : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(2);

    private readonly ServerProgram _program;
    private readonly Dictionary<string, string> _environment;
    private readonly TimeProvider _clock;
    private EngineProcess? _process;

    /// <param name="settings">Beside those that every one of them gets, in the form of environment variables.</param>
    private ChildServer(
        ServerProgram program, string password, IReadOnlyDictionary<string, string> settings, TimeProvider clock)
    {
        (_program, _clock) = (program, clock);
        DataDirectory = Directory.CreateTempSubdirectory("voting-server-").FullName;
        _environment = new(settings)
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["Logging__LogLevel__Default"] = "Warning",
            ["Storage__DataDirectory"] = DataDirectory,
            ["Organizers__InitialPassword"] = password,
            ["Voters__Address__HardCap"] = "1000000",
            ["Voters__Challenge__Mode"] = "off",
            // All ballots come from one machine, which is what the signal rules look for.
            ["Review__ScanInterval"] = "1.00:00:00",
            ["Demo__Enabled"] = "false",
        };
        Address = new Uri($"http://127.0.0.1:{Loopback.FreePort()}");
    }

    public Uri Address { get; }

    /// <summary>What it wrote is in <c>engine.log</c> there, over all its lives.</summary>
    public string DataDirectory { get; }

    /// <summary>Of all its threads in its present life; zero while it does not run.</summary>
    public TimeSpan ProcessorTime => _process?.ProcessorTime ?? TimeSpan.Zero;

    /// <summary>The most memory it has had in its life, as Linux counts what a process has of it.</summary>
    public long PeakMegabytes => _process is { } process
        ? long.Parse(
            File.ReadLines($"/proc/{process.Id}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ')[^2],
            CultureInfo.InvariantCulture) / 1024
        : 0;

    public static async Task<ChildServer> StartAsync(
        ServerProgram program, string password, IReadOnlyDictionary<string, string> settings, TimeProvider clock,
        CancellationToken cancel)
    {
        var server = new ChildServer(program, password, settings, clock);
        try
        {
            await server.StartAsync(cancel);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public async Task KillAsync()
    {
        if (_process is not { } process)
            return;
        _process = null;
        await process.KillAsync();
    }

    /// <summary>It stands still, with its connections open.</summary>
    public void Suspend() => _process?.Suspend();

    public void Resume() => _process?.Resume();

    /// <summary>Starts it on its address and data, and waits until it can record ballots.</summary>
    public async Task StartAsync(CancellationToken cancel)
    {
        _process = await EngineProcess.StartAsync(DataDirectory, Command(), environment: _environment);
        await ReadyAsync(StartPatience, cancel);
    }

    /// <exception cref="TimeoutException">It was not ready in time.</exception>
    /// <exception cref="InvalidOperationException">It ended.</exception>
    public async Task ReadyAsync(TimeSpan patience, CancellationToken cancel)
    {
        using var http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(5) };
        var began = _clock.GetTimestamp();
        while (!await IsReadyAsync(http, cancel))
        {
            if (_process is not { HasExited: false } process)
                throw new InvalidOperationException($"The server at {Address} ended: {_process?.LastWords}");
            if (_clock.GetElapsedTime(began) > patience)
                throw new TimeoutException($"The server at {Address} is not ready after {patience.TotalSeconds:F0} s: {process.LastWords}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), _clock, cancel);
        }
    }

    public async ValueTask DisposeAsync() => await KillAsync();

    private IReadOnlyList<string> Command() =>
    [
        "dotnet", _program.Path, "--urls", Address.GetLeftPart(UriPartial.Authority), "--contentRoot", _program.ContentDirectory,
    ];

    private static async Task<bool> IsReadyAsync(HttpClient http, CancellationToken cancel)
    {
        try
        {
            using var response = await http.GetAsync("/health/ready", cancel);
            return response.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            return false;
        }
    }
}
