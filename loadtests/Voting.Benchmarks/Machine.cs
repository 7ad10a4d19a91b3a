using System.Globalization;

namespace Voting.Benchmarks;

/// <summary>What figures stand beside: cores, how much else runs on them, and versions.</summary>
public static class Machine
{
    public static string Words
    {
        get
        {
            var load = File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
            return string.Create(CultureInfo.InvariantCulture,
                $"{Environment.ProcessorCount} cores, load average {load}, {Environment.OSVersion.VersionString}, .NET {Environment.Version}");
        }
    }
}
