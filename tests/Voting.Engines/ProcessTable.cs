using System.Globalization;

namespace Voting.Engines;

/// <summary>The kernel's list of processes.</summary>
internal static class ProcessTable
{
    public static IReadOnlyList<int> ChildrenOf(int parent) =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var process) ? process : 0)
            .Where(process => process > 0 && ParentOf(process) == parent)
            .Order(),
    ];

    public static bool Has(int process) => Directory.Exists($"/proc/{process}") && StatusOf(process) is { } status && status[0] != "Z";

    private static int? ParentOf(int process) =>
        StatusOf(process) is { } status ? int.Parse(status[1], CultureInfo.InvariantCulture) : null;

    /// <summary>State and parent, the fields after the name in parentheses; null when the process has gone.</summary>
    private static string[]? StatusOf(int process)
    {
        try
        {
            var line = File.ReadAllText($"/proc/{process}/stat");
            return line[(line.LastIndexOf(')') + 2)..].Split(' ', 3);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
