using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Voting.LoadTests;

/// <summary>A server of our own: a child process on a free loopback port and its own data directory, to be killed and restarted.</summary>
public sealed class ChildServer : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(2);

    private readonly string _program;
    private readonly string _password;
    private readonly TimeProvider _clock;
    private Process? _process;
    private Task _writingOutput = Task.CompletedTask;

    private ChildServer(string program, string password, TimeProvider clock)
    {
        (_program, _password, _clock) = (program, password, clock);
        DataDirectory = Directory.CreateTempSubdirectory("voting-crash-").FullName;
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}");
    }

    public Uri Address { get; }

    public string DataDirectory { get; }

    /// <summary>What it wrote, over all its lives.</summary>
    private string OutputFile => Path.Combine(DataDirectory, "server.log");

    /// <param name="path">The server's dll, or its project directory with a Release build in it.</param>
    /// <exception cref="FileNotFoundException">There is no such build.</exception>
    public static async Task<ChildServer> StartAsync(string path, string password, TimeProvider clock, CancellationToken cancel)
    {
        var full = Path.GetFullPath(path);
        var program = Directory.Exists(full)
            ? Path.Combine(full, "bin", "Release", "net10.0", $"{Path.GetFileName(Path.TrimEndingDirectorySeparator(full))}.dll")
            : full;
        if (!File.Exists(program))
            throw new FileNotFoundException($"There is no server at {program}: build it with -c Release first.");
        var server = new ChildServer(program, password, clock);
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
        using (process)
        {
            if (!process.HasExited)
                process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            await _writingOutput;
        }
    }

    /// <summary>Starts it on its address and data, and waits until it can record ballots.</summary>
    public async Task StartAsync(CancellationToken cancel)
    {
        _process = Process.Start(Command())!;
        _writingOutput = WriteOutputAsync(_process.StandardOutput.BaseStream);
        using var http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(5) };
        var began = _clock.GetTimestamp();
        while (!await IsReadyAsync(http, cancel))
        {
            if (_process.HasExited)
                throw new InvalidOperationException($"The server ended with exit code {_process.ExitCode}: see {OutputFile}.");
            if (_clock.GetElapsedTime(began) > StartPatience)
                throw new TimeoutException($"The server at {Address} is not ready.");
            await Task.Delay(TimeSpan.FromMilliseconds(50), _clock, cancel);
        }
    }

    public async ValueTask DisposeAsync() => await KillAsync();

    private ProcessStartInfo Command() => new("dotnet", [_program, "--urls", Address.GetLeftPart(UriPartial.Authority)])
    {
        UseShellExecute = false,
        RedirectStandardOutput = true,
        WorkingDirectory = ContentDirectory(),
        Environment =
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["Logging__LogLevel__Default"] = "Warning",
            ["Storage__DataDirectory"] = DataDirectory,
            ["Organizers__InitialPassword"] = _password,
            ["Voters__Address__HardCap"] = "1000000",
            ["Demo__Enabled"] = "false",
        },
    };

    /// <summary>A published server stands beside its files; a built one has them in its project directory.</summary>
    private string ContentDirectory()
    {
        var beside = Path.GetDirectoryName(_program)!;
        var project = Path.GetFullPath(Path.Combine(beside, "..", "..", ".."));
        return Directory.EnumerateFiles(project, "*.csproj").Any() ? project : beside;
    }

    private async Task WriteOutputAsync(Stream output)
    {
        await using var file = new FileStream(OutputFile, FileMode.Append);
        await output.CopyToAsync(file);
    }

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
