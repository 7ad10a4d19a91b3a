namespace Voting.Server.Storage;

/// <summary>An embedded server's folder, owned by this process until it ends, however it ends.</summary>
public sealed class DataDirectory : IDisposable
{
    private readonly FileStream _ownership;

    private DataDirectory(string path, FileStream ownership) => (Path, _ownership) = (path, ownership);

    public string Path { get; }

    /// <exception cref="InvalidOperationException">Another process has it.</exception>
    public static DataDirectory Take(string directory)
    {
        var path = System.IO.Path.GetFullPath(directory);
        Directory.CreateDirectory(path);
        try
        {
            return new DataDirectory(path, new FileStream(
                System.IO.Path.Combine(path, "voting.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e)
        {
            throw new InvalidOperationException(
                $"Storage:DataDirectory '{path}' belongs to a server that is running. Stop it, or choose another folder.", e);
        }
    }

    public void Dispose() => _ownership.Dispose();
}
