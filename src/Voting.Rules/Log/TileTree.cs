namespace Voting.Rules.Log;

/// <summary>
/// The tree cut into tiles of height 8 (C2SP tlog-tiles). Pure: tiles are read through a delegate, which may answer more
/// hashes than a size needs (a tile that grew since); only the prefix that belongs to the size is used. A tile that is too
/// short is a broken store and throws <see cref="InvalidDataException"/>.
/// </summary>
public static class TileTree
{
    private const int Height = 8;

    /// <summary>Appends leaves.</summary>
    /// <param name="size">Leaves before.</param>
    /// <param name="leafHashes">32 bytes each.</param>
    /// <param name="read">Asked only for <see cref="RightEdge"/> of <paramref name="size"/>.</param>
    /// <returns>Each tile that is new or grew, whole, the lowest level first.</returns>
    public static IReadOnlyList<Tile> Append(long size, IReadOnlyList<byte[]> leafHashes, Func<TileId, byte[]> read)
    {
        var changed = new List<Tile>();
        IReadOnlyList<byte[]> added = leafHashes;
        for (var level = 0; added.Count > 0; level++)
        {
            var roots = new List<byte[]>();
            var id = new TileId(level, CountAt(level, size) / Tile.FullWidth);
            var content = new List<byte>(Width(id, size) > 0 ? Prefix(id, size, read) : []);
            foreach (var hash in added)
            {
                if (hash.Length != MerkleTree.HashSize)
                    throw new ArgumentException("A leaf hash has 32 bytes.", nameof(leafHashes));
                content.AddRange(hash);
                if (content.Count < Tile.FullWidth * MerkleTree.HashSize)
                    continue;
                var full = new Tile(id, [.. content]);
                changed.Add(full);
                roots.Add(new ExpandedTile(full.Hashes).Node(Height, 0));
                id = id with { Number = id.Number + 1 };
                content.Clear();
            }
            if (content.Count > 0)
                changed.Add(new Tile(id, [.. content]));
            added = roots;
        }
        return changed;
    }

    /// <summary>
    /// The partial tiles of a tree. Together with what <see cref="Append"/> answered they hold every hash of the inclusion
    /// proofs of the appended leaves.
    /// </summary>
    public static IEnumerable<TileId> RightEdge(long size)
    {
        for (var level = 0; CountAt(level, size) > 0; level++)
        {
            var count = CountAt(level, size);
            if (count % Tile.FullWidth > 0)
                yield return new TileId(level, count / Tile.FullWidth);
        }
    }

    /// <summary>
    /// Every tile that <see cref="InclusionProof"/> of this leaf reads, at most two a level; those for leaf m-1 serve
    /// <see cref="ConsistencyProof"/> from m. For stores that read ahead.
    /// </summary>
    public static IEnumerable<TileId> TilesOnPath(long index, long size)
    {
        for (var level = 0; CountAt(level, size) > 0; level++)
        {
            var own = new TileId(level, CountAt(level, index) / Tile.FullWidth);
            if (Width(own, size) > 0)
                yield return own;
        }
        foreach (var id in RightEdge(size))
        {
            if (id.Number != CountAt(id.Level, index) / Tile.FullWidth)
                yield return id;
        }
    }

    /// <returns>The path of RFC 6962 section 2.1.1, leaf to root. For many proofs use one <see cref="TileProofs"/>.</returns>
    public static IReadOnlyList<byte[]> InclusionProof(long index, long size, Func<TileId, byte[]> read) =>
        new TileProofs(size, read).InclusionProof(index);

    /// <returns>The proof of RFC 6962 section 2.1.2 that <paramref name="m"/> leaves, at least one, are a prefix of <paramref name="n"/>.</returns>
    public static IReadOnlyList<byte[]> ConsistencyProof(long m, long n, Func<TileId, byte[]> read) =>
        new TileProofs(n, read).ConsistencyProof(m);

    /// <summary>Hashes that a tile holds in a tree of that size: 0 to 256.</summary>
    public static int Width(TileId id, long size) =>
        (int)Math.Clamp(CountAt(id.Level, size) - id.Number * Tile.FullWidth, 0, Tile.FullWidth);

    internal static byte[] Prefix(TileId id, long size, Func<TileId, byte[]> read)
    {
        var (hashes, needed) = (read(id), Width(id, size) * MerkleTree.HashSize);
        return hashes.Length >= needed
            ? hashes[..needed]
            : throw new InvalidDataException($"{id} has {hashes.Length} bytes, size {size} needs {needed}.");
    }

    /// <summary>Complete hashes of a tile level below a leaf index or size.</summary>
    private static long CountAt(int level, long leaves) => level > 7 ? 0 : leaves >> (Height * level);
}
