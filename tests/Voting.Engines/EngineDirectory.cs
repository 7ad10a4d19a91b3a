using System.Diagnostics;

namespace Voting.Engines;

/// <summary>
/// An engine's temporary directory. A test process may be killed at its end, so the directory has a keeper outside of it:
/// a shell that reads from this process, and deletes when there is nobody to read from.
/// </summary>
internal sealed class EngineDirectory : IAsyncDisposable
{
    // The pause is for the engine: it ends with this process too, and may still be writing.
    private const string DeleteAtTheEnd = """trap '' INT; read -r _; sleep 1; rm -rf -- "$0" """;

    private readonly Process _keeper;

    private EngineDirectory(string path, Process keeper) => (Path, _keeper) = (path, keeper);

    public string Path { get; }

    public static EngineDirectory New(string prefix)
    {
        var path = Directory.CreateTempSubdirectory(prefix).FullName;
        var start = new ProcessStartInfo("/bin/sh", ["-c", DeleteAtTheEnd, path])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            WorkingDirectory = "/",
        };
        return new EngineDirectory(path, Process.Start(start)!);
    }

    /// <summary>It stays, to be looked into: nobody deletes it.</summary>
    public async Task KeepAsync()
    {
        _keeper.Kill();
        await _keeper.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Directory.Delete(Path, recursive: true);
        await KeepAsync();
        _keeper.Dispose();
    }
}
