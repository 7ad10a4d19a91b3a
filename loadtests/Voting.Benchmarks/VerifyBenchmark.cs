using System.Diagnostics;
using System.Globalization;

namespace Voting.Benchmarks;

/// <summary>How long the outsider's program takes for a bundle, and how much memory, as a process of its own.</summary>
public sealed record VerifyBenchmark(int Leaves)
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);

    public async Task RunAsync(TextWriter output)
    {
        var directory = Directory.CreateTempSubdirectory("voting-verify-");
        try
        {
            var bundle = Path.Combine(directory.FullName, "bundle.zip");
            await GeneratedBundle.WriteAsync(bundle, Leaves);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{Leaves:N0} leaves, a zip of {new FileInfo(bundle).Length / 1_000_000.0:N0} MB"));
            for (var round = 1; round <= 3; round++)
            {
                var measured = await MeasureAsync(bundle);
                output.WriteLine($"round {round}: {measured}");
            }
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task<string> MeasureAsync(string bundle)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        start.ArgumentList.Add(typeof(Verify.RefusedException).Assembly.Location);
        start.ArgumentList.Add(bundle);
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var report = process.StandardOutput.ReadToEndAsync();
        var most = 0L;
        while (!process.HasExited)
        {
            process.Refresh();
            most = Math.Max(most, process.HasExited ? 0 : process.PeakWorkingSet64);
            await Task.Delay(Glance);
        }

        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var verdict = (await report).Split('\n')[0];
        return string.Create(CultureInfo.InvariantCulture, $"{seconds:F1} s, at most {most / 1_000_000:N0} MB, exit {process.ExitCode}, {verdict}");
    }
}
