using System.Globalization;

namespace Voting.Engines;

/// <summary>Whether this machine has what the engines are started from.</summary>
public static class EnginePrograms
{
    internal static string? RedisServer { get; } = FindInPath("redis-server");

    internal static string? SetPriv { get; } = FindInPath("setpriv");

    /// <summary>The directory with initdb, postgres and createdb; the newest where there are several.</summary>
    internal static string? PostgresBin { get; } = PostgresDirectories().FirstOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")));

    /// <summary>What is missing here; null when every engine can be started.</summary>
    public static string? Missing { get; } = FindMissing();

    public static bool AreInstalled => Missing is null;

    private static string? FindMissing()
    {
        if (!OperatingSystem.IsLinux())
            return "Redis and PostgreSQL are started on Linux only.";
        if (RedisServer is null)
            return "redis-server is not installed.";
        if (PostgresBin is null)
            return "PostgreSQL's initdb is not installed.";
        return Environment.IsPrivilegedProcess && SetPriv is null
            ? "setpriv is not installed, and PostgreSQL does not run as root."
            : null;
    }

    private static IEnumerable<string> PostgresDirectories()
    {
        const string Distribution = "/usr/lib/postgresql";
        var versions = Directory.Exists(Distribution) ? Directory.GetDirectories(Distribution) : [];
        return versions
            .OrderByDescending(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var version) ? version : 0)
            .Select(path => Path.Combine(path, "bin"))
            .Concat(PathDirectories());
    }

    private static string? FindInPath(string program) =>
        PathDirectories().Select(directory => Path.Combine(directory, program)).FirstOrDefault(File.Exists);

    private static IEnumerable<string> PathDirectories() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Append("/usr/sbin");
}
