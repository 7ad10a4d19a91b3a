using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Voting.Rules.Log;
using Voting.Server.Storage;

namespace Voting.Server.Log;

/// <summary>
/// The last signed head of one log, in a folder of its own outside the database that servers share. Each head is a file: the
/// checkpoint's text and its SHA-256, filled up with spaces to <see cref="Length"/> bytes, under the size of the head that it
/// came after. The newest is the one that came after the largest; a few older ones stay.
/// </summary>
/// <remarks>
/// A head comes after the one that its signer has judged, and a file's name is given only once: of two signers one is too late.
/// Nobody holds a lock, so whoever stands still in the middle, or is killed, stops nobody. Files appear whole.
/// They are flushed to the disk once a second and not for every batch, because a power cut loses nothing by it: the database,
/// which is flushed, then stands further than the newest whole file and has its head in it.
/// </remarks>
public sealed class HeadFiles(string folder, TimeProvider clock)
{
    public const int Length = 512;
    private const string After = "after-";
    private const string Unnamed = "new-";
    private const int Kept = 8;
    private const int MostLooks = 20;
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan FlushedEvery = TimeSpan.FromSeconds(1);

    private readonly Lock _flushing = new();
    private long _flushedAt;
    private long _flushed = -1;

    /// <summary>Null while nothing was signed.</summary>
    /// <exception cref="InvalidDataException">What stands there is no head.</exception>
    public async Task<Checkpoint?> ReadAsync()
    {
        for (var looks = 0; Directory.Exists(folder); looks++)
        {
            foreach (var size in SizesBefore())
            {
                if (TryRead(PathAfter(size)) is { } head)
                    return head;
            }

            // Others went on so fast that all that was listed is gone, or somebody is about to write the first one.
            if (looks < MostLooks)
                await Task.Delay(Moment);
            else if (SizesBefore().Count == 0)
                return null;
            else
                throw new InvalidDataException($"{folder} is damaged: it holds no whole head. Put it back from a copy of the key folder.");
        }
        return null;
    }

    /// <summary>Puts a new head, of a larger tree, behind the one that the caller has judged.</summary>
    /// <returns>False when another one stands there. It may be a successor of this one already.</returns>
    /// <exception cref="IOException">Nothing can be written there.</exception>
    public async Task<bool> TryReplaceAsync(Checkpoint? expected, Checkpoint next)
    {
        if ((await ReadAsync())?.ToText() != expected?.ToText())
            return false;
        return Place(expected?.Size ?? 0, next);
    }

    /// <summary>The second half, behind a head of the size <paramref name="before"/>; as a step of its own for tests.</summary>
    internal bool Place(long before, Checkpoint next)
    {
        Directory.CreateDirectory(folder);
        var isFlushed = IsToFlush();
        if (!NewFile.TryWrite(PathAfter(before), string.Create(CultureInfo.InvariantCulture, $"{Unnamed}{before}-"), Encode(next), isFlushed))
            return false;
        if (isFlushed)
            Flushed(before);

        // Whoever stood still for long finds a name free again that was taken and cleared away: what came after it is there.
        var sizes = SizesBefore();
        ClearAway(sizes);
        return sizes.Count > 0 && sizes[0] == before;
    }

    /// <summary>The sizes that heads came after, the largest first.</summary>
    private List<long> SizesBefore() =>
    [
        .. Directory.EnumerateFiles(folder, $"{After}*").Select(path => SizeOf(Path.GetFileName(path)[After.Length..])).OrderDescending(),
    ];

    private void ClearAway(List<long> sizes)
    {
        if (sizes.Count <= Kept)
            return;
        var oldest = Math.Min(sizes[Kept - 1], Interlocked.Read(ref _flushed));
        foreach (var size in sizes.Where(size => size < oldest))
            File.Delete(PathAfter(size));
        foreach (var path in Directory.EnumerateFiles(folder, $"{Unnamed}*"))
            if (SizeOf(Path.GetFileName(path)[Unnamed.Length..].Split('-')[0]) < oldest)
                File.Delete(path);
    }

    private bool IsToFlush()
    {
        lock (_flushing)
            return _flushed < 0 || clock.GetElapsedTime(_flushedAt) >= FlushedEvery;
    }

    private void Flushed(long before)
    {
        lock (_flushing)
            (_flushed, _flushedAt) = (before, clock.GetTimestamp());
    }

    private string PathAfter(long size) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{After}{size}"));

    private static long SizeOf(string name) =>
        long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : -1;

    /// <returns>Null when it was cleared away meanwhile, or a power cut has left only its name.</returns>
    private static Checkpoint? TryRead(string path)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        if (bytes.Length < Length || !bytes.AsSpan().ContainsAnyExcept((byte)0))
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
