using System.Numerics;

namespace Voting.Rules.Log;

/// <summary>
/// The right edge of an append-only tree: all that is needed to go on hashing. Holds the roots of its perfect subtrees from
/// left (largest) to right, as many as <see cref="Size"/> has one bits. Not safe for concurrent use.
/// </summary>
public sealed class TreeFrontier
{
    private readonly List<byte[]> _subtrees;

    public TreeFrontier()
        : this(0, [])
    {
    }

    private TreeFrontier(long size, List<byte[]> subtrees) => (Size, _subtrees) = (size, subtrees);

    /// <summary>Leaves.</summary>
    public long Size { get; private set; }

    /// <param name="leafHash">32 bytes.</param>
    public void Append(ReadOnlySpan<byte> leafHash)
    {
        if (leafHash.Length != MerkleTree.HashSize)
            throw new ArgumentException("A leaf hash has 32 bytes.", nameof(leafHash));
        var node = leafHash.ToArray();
        for (var merges = BitOperations.TrailingZeroCount(~Size); merges > 0; merges--)
        {
            node = MerkleTree.NodeHash(_subtrees[^1], node);
            _subtrees.RemoveAt(_subtrees.Count - 1);
        }
        _subtrees.Add(node);
        Size++;
    }

    /// <summary>RFC 6962 section 2.1.</summary>
    public byte[] Root()
    {
        if (Size == 0)
            return MerkleTree.EmptyRoot;
        var root = (byte[])_subtrees[^1].Clone();
        for (var i = _subtrees.Count - 2; i >= 0; i--)
            root = MerkleTree.NodeHash(_subtrees[i], root);
        return root;
    }

    public TreeFrontier Clone() => new(Size, [.. _subtrees]);

    /// <returns>The subtree roots, left to right: 32 bytes for each one bit of the size.</returns>
    public byte[] ToBytes() => [.. _subtrees.SelectMany(hash => hash)];

    /// <param name="hashes">As written by <see cref="ToBytes"/>.</param>
    /// <returns>Null when the bytes cannot be the frontier of that size.</returns>
    public static TreeFrontier? TryRead(long size, ReadOnlySpan<byte> hashes)
    {
        if (size < 0 || hashes.Length != BitOperations.PopCount((ulong)size) * MerkleTree.HashSize)
            return null;
        var subtrees = new List<byte[]>();
        for (var at = 0; at < hashes.Length; at += MerkleTree.HashSize)
            subtrees.Add(hashes.Slice(at, MerkleTree.HashSize).ToArray());
        return new TreeFrontier(size, subtrees);
    }
}
