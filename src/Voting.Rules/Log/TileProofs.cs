using System.Numerics;

namespace Voting.Rules.Log;

/// <summary>
/// Proofs in the tree of one size. Each tile is read and hashed once, so the proofs of a whole batch cost little more than
/// one. Not safe for concurrent use.
/// </summary>
/// <param name="read">As for <see cref="TileTree"/>.</param>
public sealed class TileProofs(long size, Func<TileId, byte[]> read)
{
    private readonly Dictionary<TileId, ExpandedTile> _tiles = [];
    private readonly Dictionary<long, byte[]> _raggedByStart = [];

    /// <summary>Leaves.</summary>
    public long Size => size;

    public byte[] Root() => size == 0 ? MerkleTree.EmptyRoot : Subtree(0, size);

    /// <returns>The roots of the perfect subtrees, left (largest) to right, as <see cref="TreeFrontier.ToBytes"/> writes them.</returns>
    public byte[] Frontier()
    {
        var roots = new List<byte>();
        for (var (start, rest) = (0L, size); rest > 0; rest = size - start)
        {
            var height = BitOperations.Log2((ulong)rest);
            roots.AddRange(PerfectNode(height, start));
            start += 1L << height;
        }
        return [.. roots];
    }

    /// <returns>RFC 6962 section 2.1.1, leaf to root.</returns>
    public IReadOnlyList<byte[]> InclusionProof(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var path = new List<byte[]>();
        var (start, end) = (0L, size);
        while (end - start > 1)
        {
            var middle = Middle(start, end);
            var isLeft = index < middle;
            path.Add(isLeft ? Subtree(middle, end) : Subtree(start, middle));
            (start, end) = isLeft ? (start, middle) : (middle, end);
        }
        path.Reverse();
        return path;
    }

    /// <param name="m">The earlier size, from 1.</param>
    /// <returns>RFC 6962 section 2.1.2; empty when <paramref name="m"/> is this size.</returns>
    public IReadOnlyList<byte[]> ConsistencyProof(long m)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(m);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(m, size);
        var path = new List<byte[]>();
        var (start, end) = (0L, size);
        while (m != end)
        {
            var middle = Middle(start, end);
            var isLeft = m <= middle;
            path.Add(isLeft ? Subtree(middle, end) : Subtree(start, middle));
            (start, end) = isLeft ? (start, middle) : (middle, end);
        }
        if (start > 0)
            path.Add(Subtree(start, end));
        path.Reverse();
        return path;
    }

    /// <summary>Where RFC 6962 splits: the left part is the largest power of two below the whole.</summary>
    private static long Middle(long start, long end) => start + (1L << BitOperations.Log2((ulong)(end - start - 1)));

    /// <summary>Ranges that a proof asks for are perfect, or end where the tree ends.</summary>
    private byte[] Subtree(long start, long end)
    {
        if (BitOperations.IsPow2(end - start))
            return PerfectNode(BitOperations.Log2((ulong)(end - start)), start);
        if (_raggedByStart.TryGetValue(start, out var known))
            return known;
        var middle = Middle(start, end);
        return _raggedByStart[start] = MerkleTree.NodeHash(Subtree(start, middle), Subtree(middle, end));
    }

    private byte[] PerfectNode(int height, long firstLeaf)
    {
        var (level, sublevel) = Math.DivRem(height, 8);
        var (tile, offset) = Math.DivRem(firstLeaf >> (8 * level), Tile.FullWidth);
        var id = new TileId(level, tile);
        if (!_tiles.TryGetValue(id, out var expanded))
            _tiles[id] = expanded = new ExpandedTile(TileTree.Prefix(id, size, read));
        return expanded.Node(sublevel, (int)(offset >> sublevel));
    }
}
