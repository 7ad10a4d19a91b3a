using System.IO.Compression;
using Voting.Rules.Log;

namespace Voting.Verify.Publication;

/// <summary>
/// A downloaded bundle. Its files are exactly those that <c>SHA256SUMS</c> names and those that belong to a log of its size:
/// missing, additional, empty or changed ones are refused.
/// </summary>
public sealed class ZipBundle : IPublication
{
    private const string EntriesFolder = "entries/";
    private static readonly string[] Known = ["checkpoint", "vkey", "rules.json", "entries.json", "texts.json", "result.json", SumFile.Name];

    private readonly ZipArchive _zip;
    private readonly Dictionary<string, ZipArchiveEntry> _files = [];
    private readonly SumFile _sums;

    private ZipBundle(ZipArchive zip)
    {
        _zip = zip;
        foreach (var file in zip.Entries)
            if (!_files.TryAdd(file.FullName, file))
                throw new RefusedException("duplicate-file", $"{file.FullName} is there twice");
        if (!_files.TryGetValue(SumFile.Name, out var sums))
            throw new RefusedException("missing-file", $"{SumFile.Name} is not there");
        _sums = new SumFile(Read(sums, Publications.MaxFile));
        foreach (var name in _sums.Names)
            if (!_files.ContainsKey(name))
                throw new RefusedException("missing-file", $"{name} is named in {SumFile.Name} and is not there");
        foreach (var name in _files.Keys)
            if (name != SumFile.Name && !_sums.Has(name))
                throw new RefusedException("extra-file", $"{name} is not named in {SumFile.Name}");
    }

    public bool IsOneMoment => true;

    public int ReadAhead => 4;

    public static ZipBundle Open(string path) => Open(File.OpenRead(path));

    /// <param name="file">Seekable; it is closed with the bundle.</param>
    public static ZipBundle Open(Stream file)
    {
        var zip = Guarded(() => new ZipArchive(file, ZipArchiveMode.Read));
        try
        {
            return Guarded(() => new ZipBundle(zip));
        }
        catch
        {
            zip.Dispose();
            throw;
        }
    }

    public Task<byte[]?> FindAsync(string name) => Task.FromResult(Find(name, Publications.MaxFile));

    public void Expect(long size)
    {
        var tiles = Publications.TilesOf(size);
        var known = 0L;
        foreach (var name in _files.Keys)
        {
            if (Known.Contains(name))
                continue;
            if (!name.StartsWith(EntriesFolder, StringComparison.Ordinal)
                || !TilePath.TryParse(name[EntriesFolder.Length..], out var number, out var width)
                || number >= tiles || width != Publications.WidthOf(number, size))
                throw new RefusedException("extra-file", $"{name} does not belong to a log of {size} leaves");
            known++;
        }

        // They are different names of tiles that belong here: with the right number of them none is missing.
        for (var number = 0L; known < tiles && number < tiles; number++)
            if (!_files.ContainsKey(NameOf(number, Publications.WidthOf(number, size))))
                throw new RefusedException("missing-file", $"{NameOf(number, Publications.WidthOf(number, size))} is not there");
    }

    public Task<byte[]> ReadEntriesAsync(long number, int width)
    {
        var name = NameOf(number, width);
        return Task.FromResult(Find(name, Publications.MaxTile) ?? throw new RefusedException("missing-file", $"{name} is not there"));
    }

    public void Dispose() => _zip.Dispose();

    private static string NameOf(long number, int width) => EntriesFolder + TilePath.Format(number, width);

    private byte[]? Find(string name, int most)
    {
        if (!_files.TryGetValue(name, out var file))
            return null;
        var content = Guarded(() => Read(file, most));
        _sums.Check(name, content);
        return content.Length > 0 ? content : throw new RefusedException("empty-file", $"{name} is empty");
    }

    /// <summary>However large the zip says the file is, or turns out to be, no more than the most is kept.</summary>
    private static byte[] Read(ZipArchiveEntry file, int most)
    {
        using var from = file.Open();
        using var content = new MemoryStream((int)Math.Clamp(file.Length, 0, 1 << 20));
        var buffer = new byte[1 << 16];
        for (int read; (read = from.Read(buffer)) > 0;)
        {
            if (content.Length + read > most)
                throw new RefusedException("file-too-large", $"{file.FullName} has more than {most} bytes");
            content.Write(buffer.AsSpan(0, read));
        }

        return content.ToArray();
    }

    /// <summary>A damaged zip shows itself in several ways.</summary>
    private static T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception damage) when (damage is InvalidDataException or IOException or NotSupportedException or ArgumentException or OverflowException)
        {
            throw new RefusedException("zip-damaged", $"the file is no whole zip: {damage.Message}");
        }
    }
}
