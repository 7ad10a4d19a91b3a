using System.Globalization;
using System.Net.Sockets;

namespace Voting.Engines;

/// <summary>A Redis server of our own on loopback, as durable as the deployment's.</summary>
public sealed class RedisEngine : IAsyncDisposable
{
    private const string ClientOptions = "preserveAsyncOrder=false,abortConnect=false";

    private readonly EngineDirectory _directory = EngineDirectory.New("voting-redis-");
    private readonly IReadOnlyList<string> _extraSettings;
    private EngineProcess? _process;

    private RedisEngine(IReadOnlyList<string> extraSettings) => _extraSettings = extraSettings;

    public int Port { get; } = Loopback.FreePort();

    public string DataDirectory => _directory.Path;

    public string ConnectionString => ConnectionStringOf([this]);

    private string AofDirectory => Path.Combine(DataDirectory, "appendonlydir");

    public static Task<RedisEngine> StartAsync() => StartAsync("--databases", "1024");

    internal static async Task<RedisEngine> StartAsync(params string[] extraSettings)
    {
        var redis = new RedisEngine(extraSettings);
        try
        {
            await redis.StartAgainAsync();
            return redis;
        }
        catch
        {
            await redis.DisposeAsync();
            throw;
        }
    }

    public string ConnectionStringOf(int database) => $"{ConnectionString},defaultDatabase={database}";

    internal static string ConnectionStringOf(IEnumerable<RedisEngine> nodes) =>
        $"{string.Join(',', nodes.Select(node => $"127.0.0.1:{node.Port}"))},{ClientOptions}";

    /// <summary>On the same port and directory; comes back when the data is loaded.</summary>
    public async Task StartAgainAsync()
    {
        _process = await EngineProcess.StartAsync(DataDirectory, Command());
        await Patience.UntilAsync(AnswersAsync, () => $"Redis does not answer: {_process.LastWords}");
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        if (_process is not { } process)
            return;
        await process.KillAsync();
        _process = null;
    }

    /// <summary>It stands still, with its connections open.</summary>
    public void Suspend() => _process!.Suspend();

    public void Resume() => _process!.Resume();

    public Task FlushAllAsync() => AskAsync("FLUSHALL");

    public async Task FlushAsync(int database)
    {
        await using var redis = new Resp();
        await redis.ConnectAsync(Port);
        await redis.AskAsync("SELECT", database.ToString(CultureInfo.InvariantCulture));
        await redis.AskAsync("FLUSHDB");
    }

    /// <summary>One command; its status, number or text as text.</summary>
    /// <exception cref="InvalidOperationException">Redis answered with an error; its text is the message.</exception>
    public Task<string> AskAsync(params string[] command) => Resp.AskAsync(Port, command);

    /// <summary>While it is stopped: it comes back empty.</summary>
    public void DeleteAof()
    {
        MustBeStopped();
        Directory.Delete(AofDirectory, recursive: true);
    }

    /// <summary>While it is stopped.</summary>
    public void CopyAofTo(string directory)
    {
        MustBeStopped();
        CopyFiles(AofDirectory, directory);
    }

    /// <summary>While it is stopped: it comes back as it was at the copy.</summary>
    public void RestoreAofFrom(string directory)
    {
        MustBeStopped();
        if (Directory.Exists(AofDirectory))
            Directory.Delete(AofDirectory, recursive: true);
        CopyFiles(directory, AofDirectory);
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

    private string[] Command() =>
    [
        EnginePrograms.RedisServer ?? throw new InvalidOperationException(EnginePrograms.Missing),
        "--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", DataDirectory,
        "--appendonly", "yes", "--appendfsync", "always", "--no-appendfsync-on-rewrite", "no", "--save", "",
        "--maxmemory-policy", "noeviction", .. _extraSettings,
    ];

    private async Task<bool> AnswersAsync()
    {
        if (_process!.HasExited)
            throw new InvalidOperationException($"Redis ended: {_process.LastWords}");
        try
        {
            return await AskAsync("PING") == "PONG";
        }
        catch (Exception notYet) when (notYet is SocketException or IOException or InvalidOperationException)
        {
            return false;
        }
    }

    private void MustBeStopped()
    {
        if (_process is not null)
            throw new InvalidOperationException("Its files are its own while it runs: kill it first.");
    }

    private static void CopyFiles(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)), overwrite: true);
    }
}
