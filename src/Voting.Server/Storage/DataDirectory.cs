namespace Voting.Server.Storage;

/// <summary>An embedded server's folder, owned by this process until it ends, however it ends.</summary>
public sealed class DataDirectory : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private readonly FileStream _ownership;

    private DataDirectory(string path, FileStream ownership) => (Path, _ownership) = (path, ownership);

    public string Path { get; }

    /// <exception cref="InvalidOperationException">Another process has it.</exception>
    public static DataDirectory Take(string directory)
    {
        var path = System.IO.Path.GetFullPath(directory);
        Directory.CreateDirectory(path);
        FileStream? ownership = null;
        IOException? refusal = null;
        // A program that is just being started holds what was open beside it, for a moment longer than whoever had it.
        SpinWait.SpinUntil(() => TryOpen(System.IO.Path.Combine(path, "voting.lock"), out ownership, out refusal), Patience);
        return ownership is not null
            ? new DataDirectory(path, ownership)
            : throw new InvalidOperationException(
                $"Storage:DataDirectory '{path}' belongs to a server that is running. Stop it, or choose another folder.", refusal);
    }

    private static bool TryOpen(string file, out FileStream? ownership, out IOException? refusal)
    {
        (ownership, refusal) = (null, null);
        try
        {
            ownership = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            refusal = e;
        }
        return ownership is not null;
    }

    public void Dispose() => _ownership.Dispose();
}
