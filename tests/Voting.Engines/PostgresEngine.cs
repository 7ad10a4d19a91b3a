using System.Globalization;

namespace Voting.Engines;

/// <summary>A PostgreSQL server of our own on loopback, as durable as the deployment's.</summary>
public sealed class PostgresEngine : IAsyncDisposable
{
    private const string Superuser = "voting";

    /// <summary>PostgreSQL refuses root; this user then runs it and owns its directory.</summary>
    private static readonly string? User = Environment.IsPrivilegedProcess ? UserList.FirstOf("postgres", "nobody") : null;

    private readonly EngineDirectory _directory = EngineDirectory.New("voting-postgres-");
    private EngineProcess? _process;

    private PostgresEngine()
    {
    }

    public int Port { get; } = Loopback.FreePort();

    public string DataDirectory => Path.Combine(_directory.Path, "data");

    public static async Task<PostgresEngine> StartAsync()
    {
        var postgres = new PostgresEngine();
        try
        {
            await postgres.InitializeAsync();
            await postgres.StartAgainAsync();
            return postgres;
        }
        catch
        {
            await postgres.DisposeAsync();
            throw;
        }
    }

    public string ConnectionStringOf(string database) => $"Host=127.0.0.1;Port={Port};Username={Superuser};Database={database}";

    public Task CreateDatabaseAsync(string name) => AdministerAsync("createdb", name);

    /// <summary>Everything that is in a database, in a new one; whoever is connected to it is cut off.</summary>
    public async Task CopyDatabaseAsync(string from, string to)
    {
        await AdministerAsync("psql", "--dbname", "postgres", "--command", $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{from}'");
        await AdministerAsync("createdb", "--template", from, to);
    }

    /// <summary>With whoever is still connected to it.</summary>
    public Task DropDatabaseAsync(string name) => AdministerAsync("dropdb", "--force", name);

    /// <summary>On the same port and directory; comes back when it accepts connections.</summary>
    public async Task StartAgainAsync()
    {
        string[] command =
        [
            Program("postgres"), "-D", DataDirectory, "-c", "listen_addresses=127.0.0.1", "-c", $"port={Port}",
            "-c", $"unix_socket_directories={_directory.Path}", "-c", "fsync=on", "-c", "max_connections=400",
        ];
        _process = await EngineProcess.StartAsync(_directory.Path, command, User);
        await Patience.UntilAsync(() => Task.FromResult(IsReady()), () => $"PostgreSQL is not ready: {_process.LastWords}");
    }

    /// <summary>As a power cut would: SIGKILL of every process at once, none sees another one's end.</summary>
    public async Task KillAsync()
    {
        if (_process is not { } process)
            return;
        var children = SuspendAll(process);
        foreach (var child in children)
            EngineProcess.KillNow(child);
        await process.KillAsync();
        _process = null;
        await Patience.UntilAsync(
            () => Task.FromResult(!children.Any(ProcessTable.Has)), () => "PostgreSQL's processes do not end.");
    }

    /// <summary>The fast stop: open transactions end, what is committed is written.</summary>
    public async Task StopAsync()
    {
        if (_process is not { } process)
            return;
        await process.InterruptAsync();
        _process = null;
    }

    /// <summary>All its processes stand still, with their connections open.</summary>
    public void Suspend() => SuspendAll(_process!);

    public void Resume()
    {
        foreach (var child in _process!.Children())
            EngineProcess.Resume(child);
        _process.Resume();
    }

    /// <summary>Killed, and its directory stays to be looked into.</summary>
    public async Task KeepAsync()
    {
        await KillAsync();
        await _directory.KeepAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        await _directory.DisposeAsync();
    }

    /// <summary>The parent first: it starts no further child then.</summary>
    private static IReadOnlyList<int> SuspendAll(EngineProcess process)
    {
        process.Suspend();
        var children = process.Children();
        foreach (var child in children)
            EngineProcess.Suspend(child);
        return children;
    }

    private async Task InitializeAsync()
    {
        if (User is not null)
            await Command.RunAsync("chown", User, _directory.Path);
        await Command.RunAsync([
            .. EngineProcess.AsUser(User), Program("initdb"), "--pgdata", DataDirectory, "--username", Superuser, "--auth=trust",
            "--data-checksums", "--encoding=UTF8", "--locale=C", "--no-sync",
        ]);
    }

    /// <summary>The eighth line of its pid file; one that a killed server left has another process in the first.</summary>
    private bool IsReady()
    {
        if (_process!.HasExited)
            throw new InvalidOperationException($"PostgreSQL ended: {_process.LastWords}");
        var file = Path.Combine(DataDirectory, "postmaster.pid");
        if (!File.Exists(file))
            return false;
        var lines = File.ReadAllLines(file);
        return lines.Length > 7 && lines[0] == _process.Id.ToString(CultureInfo.InvariantCulture) && lines[7].Trim() == "ready";
    }

    private Task AdministerAsync(string program, params string[] arguments) => Command.RunAsync(
        [Program(program), "--host=127.0.0.1", $"--port={Port}", $"--username={Superuser}", .. arguments]);

    private static string Program(string name) =>
        Path.Combine(EnginePrograms.PostgresBin ?? throw new InvalidOperationException(EnginePrograms.Missing), name);
}
