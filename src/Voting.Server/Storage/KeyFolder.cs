using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace Voting.Server.Storage;

/// <summary>
/// Secrets outside the database and its dumps: one file a key, created exclusively, readable by the owner only. Which keys
/// belong to a database is written down in it (<see cref="KeyCommitments"/>), so that others are noticed at start.
/// </summary>
public sealed class KeyFolder
{
    /// <summary>Folder inside, of the last signed heads.</summary>
    public const string Heads = "heads";

    private readonly string _directory;

    public KeyFolder(IOptions<KeyOptions> keys, IOptions<StorageOptions> storage)
    {
        _directory = Path.GetFullPath(keys.Value.Directory is { Length: > 0 } set
            ? set
            : Path.Combine(storage.Value.DataDirectory, "keys"));
        Directory.CreateDirectory(_directory);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>A folder inside, for what belongs beside the keys and outside the database.</summary>
    public string Sub(string name) => Directory.CreateDirectory(Path.Combine(_directory, name)).FullName;

    public byte[]? Find(string name)
    {
        var path = Path.Combine(_directory, name);
        return File.Exists(path) ? File.ReadAllBytes(path) : null;
    }

    /// <summary>The key of that name; made with <paramref name="create"/> when there is none yet. Two processes get the same one.</summary>
    public byte[] GetOrCreate(string name, Func<byte[]> create)
    {
        if (Find(name) is { } present)
            return present;

        var path = Path.Combine(_directory, name);
        NewFile.TryWrite(path, $".{name}.", create(), isFlushed: true);
        return File.ReadAllBytes(path);
    }

    /// <summary>Copies the keys of another folder that are not here yet; nothing when one of them differs.</summary>
    /// <exception cref="InvalidOperationException">A key of the same name is here, and is another one.</exception>
    public void TakeOver(KeyFolder other)
    {
        var names = Directory.EnumerateFiles(other._directory).Select(file => Path.GetFileName(file)!).Where(name => name[0] != '.').ToList();
        foreach (var name in names)
            if (Find(name) is { } present && !present.AsSpan().SequenceEqual(other.Find(name)))
                throw new InvalidOperationException($"Keys:Directory '{_directory}' has another key '{name}' than '{other._directory}'.");
        foreach (var name in names)
            GetOrCreate(name, () => other.Find(name)!);

        // What was signed already goes along; where the folder knows it, the server compares at its start.
        foreach (var log in Directory.EnumerateDirectories(other.Sub(Heads)))
        {
            var here = Path.Combine(Sub(Heads), Path.GetFileName(log));
            if (Directory.Exists(here))
                continue;
            Directory.CreateDirectory(here);
            foreach (var head in Directory.EnumerateFiles(log))
                File.Copy(head, Path.Combine(here, Path.GetFileName(head)));
        }
    }

    /// <summary>Overwrites the key and removes it; nothing happens where there is none.</summary>
    public void Destroy(string name)
    {
        var path = Path.Combine(_directory, name);
        if (!File.Exists(path))
            return;
        using (var stream = new FileStream(path, FileMode.Open, FileAccess.Write))
        {
            stream.Write(RandomNumberGenerator.GetBytes((int)stream.Length));
            stream.Flush(flushToDisk: true);
        }

        File.Delete(path);
    }

    public byte[] GetOrCreateSecret(string name) => GetOrCreate(name, () => RandomNumberGenerator.GetBytes(32));
}
