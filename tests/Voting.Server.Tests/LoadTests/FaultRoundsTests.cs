using System.Diagnostics;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.LoadTests;

/// <summary>Two servers, Redis and PostgreSQL under load, killed, frozen and emptied in turn; the load test's own process judges.</summary>
public sealed class FaultRoundsTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(8);

    [SkippableFact]
    public async Task Ten_rounds_of_faults_violate_nothing()
    {
        RealEngines.Require();
        var program = Built("loadtests/Voting.LoadTests");
        using var run = Process.Start(new ProcessStartInfo("dotnet", [program, "faults", "--rounds", "10", "--quick"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var written = Task.WhenAll(run.StandardOutput.ReadToEndAsync(), run.StandardError.ReadToEndAsync());
        using var patience = new CancellationTokenSource(Longest);
        try
        {
            await run.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            run.Kill();
        }

        Assert.True(run.ExitCode == 0, string.Join('\n', await written));
    }

    /// <summary>As this test was built, beside its own project.</summary>
    private static string Built(string project)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        return Path.Combine(SourceTree.Root, project, "bin", configuration, "net10.0", $"{Path.GetFileName(project)}.dll");
    }
}
