namespace Voting.LoadTests;

/// <summary>The built server that our own servers are started from.</summary>
/// <param name="Path">Its dll.</param>
/// <param name="ContentDirectory">Where its files are: beside it when published, in its project when built.</param>
public sealed record ServerProgram(string Path, string ContentDirectory)
{
    private const string Project = "Voting.Server";

    /// <param name="path">The dll, or the project directory with a Release build in it; null: the build beside this one's.</param>
    /// <exception cref="FileNotFoundException">There is no such build.</exception>
    public static ServerProgram Find(string? path)
    {
        var dll = path is null ? Beside() : System.IO.Path.GetFullPath(path);
        if (Directory.Exists(dll))
            dll = BuildOf(dll, "Release");
        if (!File.Exists(dll))
            throw new FileNotFoundException($"There is no server at {dll}: build it first.");
        var beside = System.IO.Path.GetDirectoryName(dll)!;
        var project = System.IO.Path.GetFullPath(System.IO.Path.Combine(beside, "..", "..", ".."));
        return new ServerProgram(dll, Directory.EnumerateFiles(project, "*.csproj").Any() ? project : beside);
    }

    /// <summary>In the same repository and configuration as the running load test: …/Voting.LoadTests/bin/{configuration}/net10.0.</summary>
    private static string Beside()
    {
        var build = new DirectoryInfo(AppContext.BaseDirectory);
        var root = build;
        while (root is not null && !Directory.Exists(System.IO.Path.Combine(root.FullName, "src", Project)))
            root = root.Parent;
        return root is null || build.Parent is null
            ? throw new FileNotFoundException("--server is missing, and there is no repository around this program.")
            : BuildOf(System.IO.Path.Combine(root.FullName, "src", Project), build.Parent.Name);
    }

    private static string BuildOf(string project, string configuration) => System.IO.Path.Combine(
        project, "bin", configuration, "net10.0", $"{System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(project))}.dll");
}
