using Voting.Rules.Log;

namespace Voting.Verify.Publication;

/// <summary>What an organizer published about one contest. Reading it throws <see cref="RefusedException"/> where it is broken.</summary>
public interface IPublication : IDisposable
{
    /// <summary>Every file belongs to the checkpoint; otherwise files may be newer than it.</summary>
    bool IsOneMoment { get; }

    /// <summary>So many tiles are worth asking for before the first has come.</summary>
    int ReadAhead { get; }

    /// <returns>Null when there is no such file.</returns>
    Task<byte[]?> FindAsync(string name);

    /// <summary>Says how long the log is, before any of its tiles is read.</summary>
    void Expect(long size);

    /// <returns>A bundle of <paramref name="width"/> leaves, not yet looked into (<see cref="EntryBundle"/>).</returns>
    Task<byte[]> ReadEntriesAsync(long number, int width);
}

public static class Publications
{
    /// <summary>No published file but the entries is larger.</summary>
    public const int MaxFile = 64 << 20;

    public const int MaxTile = Tile.FullWidth * (2 + ushort.MaxValue);

    public static async Task<byte[]> ReadAsync(this IPublication publication, string name) =>
        await publication.FindAsync(name) ?? throw new RefusedException("missing-file", $"{name} is not there");

    /// <summary>The width of an entry tile in a log of that size.</summary>
    public static int WidthOf(long number, long size) => (int)Math.Min(Tile.FullWidth, size - number * Tile.FullWidth);

    public static long TilesOf(long size) => (size + Tile.FullWidth - 1) / Tile.FullWidth;
}
