using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Voting.Engines;

/// <summary>One engine's process, or a server's. It ends with this one, however this one ends.</summary>
public sealed partial class EngineProcess
{
    private const int Stop = 19;
    private const int Continue = 18;
    private const int Interrupt = 2;
    private const int Kill = 9;

    // In this order: into its log, then as another user, then under the parent's death signal, then the engine itself.
    private const string IntoLog = """exec "$@" </dev/null >>"$ENGINE_LOG" 2>&1""";

    private static readonly HashSet<EngineProcess> Running = [];

    private readonly Process _process;
    private readonly string _log;

    static EngineProcess() => AppDomain.CurrentDomain.ProcessExit += (_, _) => KillRunning();

    private EngineProcess(Process process, string log) => (_process, _log) = (process, log);

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Of all its threads, in its code and in the kernel.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Its end of the log, for a message about why it does not run.</summary>
    public string LastWords => File.Exists(_log) ? string.Join('\n', File.ReadLines(_log).TakeLast(15)) : "(it wrote nothing)";

    /// <param name="directory">Where it runs and where its log is, in <c>engine.log</c>.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="user">Whom to run it as; null for the present user.</param>
    /// <param name="environment">Variables it gets beside this process' own.</param>
    public static async Task<EngineProcess> StartAsync(
        string directory, IReadOnlyList<string> command, string? user = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        var log = Path.Combine(directory, "engine.log");
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false, WorkingDirectory = directory, Environment = { ["ENGINE_LOG"] = log } };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        string[] arguments = ["-c", IntoLog, "engine", .. AsUser(user), .. command];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        var engine = new EngineProcess(await StartingThread.RunAsync(() => Process.Start(start)!), log);
        lock (Running)
            Running.Add(engine);
        return engine;
    }

    /// <summary>The words before a command that run it as a user and end it with its parent.</summary>
    public static IReadOnlyList<string> AsUser(string? user)
    {
        if (EnginePrograms.SetPriv is not { } setPriv)
            return [];
        return user is null
            ? [setPriv, "--pdeathsig", "KILL"]
            : [setPriv, "--reuid", user, "--regid", user, "--clear-groups", "--pdeathsig", "KILL"];
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public Task KillAsync()
    {
        _process.Kill();
        return EndedAsync();
    }

    /// <summary>SIGINT, PostgreSQL's fast stop; waits for the end.</summary>
    public Task InterruptAsync()
    {
        Send(Id, Interrupt);
        return EndedAsync();
    }

    public void Suspend() => Send(Id, Stop);

    public void Resume() => Send(Id, Continue);

    /// <summary>Its direct children, oldest first.</summary>
    public IReadOnlyList<int> Children() => ProcessTable.ChildrenOf(Id);

    public static void Suspend(int process) => Send(process, Stop);

    public static void Resume(int process) => Send(process, Continue);

    public static void KillNow(int process) => Send(process, Kill);

    private async Task EndedAsync()
    {
        await _process.WaitForExitAsync();
        lock (Running)
            Running.Remove(this);
    }

    private static void KillRunning()
    {
        lock (Running)
            foreach (var engine in Running.Where(engine => !engine.HasExited))
            {
                foreach (var process in engine.Children().Prepend(engine.Id))
                    KillNow(process);
                engine._process.WaitForExit(TimeSpan.FromSeconds(5));
            }
    }

    // A process that has gone meanwhile is what the sender wanted, or is found out by its wait.
    private static void Send(int process, int signal) => _ = SendSignal(process, signal);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
