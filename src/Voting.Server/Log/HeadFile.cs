using System.Security.Cryptography;
using System.Text;
using Voting.Rules.Log;

namespace Voting.Server.Log;

/// <summary>
/// The last signed head of one log, in a file of its own outside the database: the checkpoint's text and its SHA-256, filled up
/// with spaces to <see cref="Length"/> bytes. Servers that share the folder replace it one after another.
/// </summary>
/// <remarks>
/// The whole file is one write into one sector: whoever is killed leaves the head of before or the new one. It is not flushed to
/// the disk for every batch, because a power cut loses nothing by it: the database, which is flushed, then stands further than
/// the file and has the file's head in it. Only the first head is flushed, so that there is a file.
/// </remarks>
public sealed class HeadFile(string path)
{
    private const int Length = 512;
    private const int MostTries = 2000;
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    /// <summary>Null while nothing was signed.</summary>
    /// <exception cref="InvalidDataException">What stands there is no head.</exception>
    public async Task<Checkpoint?> ReadAsync()
    {
        for (var tries = 0; ; tries++)
        {
            // Reading does not wait for a writer, and may see half of its write: the hash tells, and the next look is whole.
            if (!File.Exists(path))
                return null;
            try
            {
                using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
                return Read(file);
            }
            catch (Exception e) when (e is IOException or InvalidDataException && tries < 10)
            {
                await Task.Delay(Moment);
            }
        }
    }

    /// <summary>Puts a new head in place of the one that the caller has judged.</summary>
    /// <returns>False, and nothing changed, when another one stands there.</returns>
    /// <exception cref="IOException">The file can not be written, or somebody holds it.</exception>
    public async Task<bool> TryReplaceAsync(Checkpoint? expected, Checkpoint next)
    {
        using var file = await OpenAloneAsync();
        var found = Read(file);
        if (found?.ToText() != expected?.ToText())
            return false;
        file.Position = 0;
        file.Write(Encode(next));
        file.Flush(flushToDisk: found is null);
        return true;
    }

    private async Task<FileStream> OpenAloneAsync()
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            }
            catch (IOException) when (tries < MostTries && File.Exists(path))
            {
                // Another server replaces its head: that is over in less than this.
                await Task.Delay(Moment);
            }
        }
    }

    private Checkpoint? Read(FileStream file)
    {
        var bytes = new byte[Length];
        var length = file.ReadAtLeast(bytes, Length, throwOnEndOfStream: false);
        if (length == 0)
            return null;
        return Encoding.UTF8.GetString(bytes).TrimEnd(' ').Split('\n') is [var origin, var size, var root, var hash, ""]
            && $"{origin}\n{size}\n{root}\n" is var text
            && Hash(text) == hash && Checkpoint.TryParse(text) is { } head
                ? head
                : throw new InvalidDataException($"{path} is damaged: it holds no signed head. Put it back from a copy of the key folder.");
    }

    private static byte[] Encode(Checkpoint head)
    {
        var text = head.ToText();
        var line = Encoding.UTF8.GetBytes($"{text}{Hash(text)}\n");
        var bytes = new byte[Length];
        bytes.AsSpan(line.Length).Fill((byte)' ');
        line.CopyTo(bytes, 0);
        return bytes;
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
