using System.Security.Cryptography;

namespace Voting.Rules.Log;

/// <summary>
/// Hashes and proof verification of RFC 6962 / RFC 9162 section 2.1 with SHA-256. Hashes are 32 bytes; a proof with any other
/// length in it is refused.
/// </summary>
public static class MerkleTree
{
    /// <summary>Bytes.</summary>
    public const int HashSize = SHA256.HashSizeInBytes;

    private const int MostOnStack = 1024;

    /// <summary>The root of a tree without leaves: SHA-256 of nothing.</summary>
    public static byte[] EmptyRoot => SHA256.HashData(ReadOnlySpan<byte>.Empty);

    /// <returns>SHA-256(0x00 ‖ leaf)</returns>
    public static byte[] LeafHash(ReadOnlySpan<byte> leaf)
    {
        Span<byte> input = leaf.Length < MostOnStack ? stackalloc byte[1 + leaf.Length] : new byte[1 + leaf.Length];
        input[0] = 0;
        leaf.CopyTo(input[1..]);
        return SHA256.HashData(input);
    }

    /// <returns>SHA-256(0x01 ‖ left ‖ right)</returns>
    public static byte[] NodeHash(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var hash = new byte[HashSize];
        NodeHash(left, right, hash);
        return hash;
    }

    /// <summary>RFC 9162 section 2.1.3.2. False for every input that is not a proof, negative sizes included.</summary>
    /// <param name="path">From the leaf's sibling to the root's child.</param>
    public static bool VerifyInclusion(
        long index, long size, ReadOnlySpan<byte> leafHash, IReadOnlyList<byte[]> path, ReadOnlySpan<byte> root)
    {
        if (index < 0 || index >= size || !AreHashes(path) || leafHash.Length != HashSize || root.Length != HashSize)
            return false;
        var (node, last) = (index, size - 1);
        var hash = leafHash.ToArray();
        foreach (var sibling in path)
        {
            if (last == 0)
                return false;
            if (long.IsOddInteger(node) || node == last)
            {
                hash = NodeHash(sibling, hash);
                (node, last) = SkipWhileLeft(node, last);
            }
            else
            {
                hash = NodeHash(hash, sibling);
            }
            (node, last) = (node >> 1, last >> 1);
        }
        return last == 0 && root.SequenceEqual(hash);
    }

    /// <summary>
    /// RFC 9162 section 2.1.4.2: that the tree of <paramref name="m"/> leaves is a prefix of the tree of <paramref name="n"/>.
    /// Nothing is a proof from size 0; the path is empty if and only if the sizes are equal.
    /// </summary>
    public static bool VerifyConsistency(
        long m, long n, ReadOnlySpan<byte> rootM, ReadOnlySpan<byte> rootN, IReadOnlyList<byte[]> path)
    {
        if (m <= 0 || m > n || !AreHashes(path) || rootM.Length != HashSize || rootN.Length != HashSize)
            return false;
        if (m == n)
            return path.Count == 0 && rootM.SequenceEqual(rootN);
        if (path.Count == 0)
            return false;

        var (node, last) = (m - 1, n - 1);
        while (long.IsOddInteger(node))
            (node, last) = (node >> 1, last >> 1);
        var start = long.IsPow2(m) ? rootM.ToArray() : path[0];
        var (old, present) = (start, start);
        foreach (var hash in long.IsPow2(m) ? path : path.Skip(1))
        {
            if (last == 0)
                return false;
            if (long.IsOddInteger(node) || node == last)
            {
                (old, present) = (NodeHash(hash, old), NodeHash(hash, present));
                (node, last) = SkipWhileLeft(node, last);
            }
            else
            {
                present = NodeHash(present, hash);
            }
            (node, last) = (node >> 1, last >> 1);
        }
        return last == 0 && rootM.SequenceEqual(old) && rootN.SequenceEqual(present);
    }

    internal static void NodeHash(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> hash)
    {
        Span<byte> input = stackalloc byte[1 + 2 * HashSize];
        input[0] = 1;
        left.CopyTo(input[1..]);
        right.CopyTo(input[(1 + HashSize)..]);
        SHA256.HashData(input, hash);
    }

    /// <summary>The right edge has no sibling until the node is a right child.</summary>
    private static (long Node, long Last) SkipWhileLeft(long node, long last)
    {
        while (node != 0 && !long.IsOddInteger(node))
            (node, last) = (node >> 1, last >> 1);
        return (node, last);
    }

    private static bool AreHashes(IReadOnlyList<byte[]> path) => path.All(hash => hash.Length == HashSize);
}
