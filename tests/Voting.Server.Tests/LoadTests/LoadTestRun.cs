using System.Diagnostics;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.LoadTests;

/// <summary>The load test's own process, which judges what it sees; as it was built, beside its own project.</summary>
internal static class LoadTestRun
{
    public static async Task SucceedsAsync(TimeSpan longest, params string[] arguments)
    {
        using var run = Process.Start(new ProcessStartInfo("dotnet", [Built("loadtests/Voting.LoadTests"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var written = Task.WhenAll(run.StandardOutput.ReadToEndAsync(), run.StandardError.ReadToEndAsync());
        using var patience = new CancellationTokenSource(longest);
        try
        {
            await run.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            run.Kill();
            await run.WaitForExitAsync();
        }

        Assert.True(run.ExitCode == 0, string.Join('\n', await written));
    }

    private static string Built(string project)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        return Path.Combine(SourceTree.Root, project, "bin", configuration, "net10.0", $"{Path.GetFileName(project)}.dll");
    }
}
