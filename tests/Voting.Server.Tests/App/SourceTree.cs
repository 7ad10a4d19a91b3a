using System.Runtime.CompilerServices;

namespace Voting.Server.Tests.App;

/// <summary>The repository as it lies on disk, for tests about the code itself.</summary>
public static class SourceTree
{
    public static string Root { get; } = Find();

    /// <param name="Path">From the root, with slashes.</param>
    public sealed record SourceFile(string Path, string Text)
    {
        public int Lines => Text.Split('\n').Length - (Text.EndsWith('\n') ? 1 : 0);

        public bool IsIn(string folder) => Path.StartsWith(folder + "/", StringComparison.Ordinal);
    }

    public static IReadOnlyList<SourceFile> Files(string folder, params string[] endings) =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Root, folder), "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => endings.Any(ending => path.EndsWith(ending, StringComparison.Ordinal)))
            .Where(path => !path.Split('/').Any(part => part is "bin" or "obj" or "node_modules"))
            .Order(StringComparer.Ordinal)
            .Select(path => new SourceFile(path, File.ReadAllText(Path.Combine(Root, path)))),
    ];

    private static string Find([CallerFilePath] string here = "")
    {
        var folder = new DirectoryInfo(Directory.Exists(Path.GetDirectoryName(here)) ? Path.GetDirectoryName(here)! : AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Voting.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("No Voting.sln above the tests.");
        return folder.FullName;
    }
}
