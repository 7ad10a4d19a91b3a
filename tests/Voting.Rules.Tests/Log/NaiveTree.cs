using System.Buffers.Binary;
using System.Security.Cryptography;
using Voting.Rules.Log;

namespace Voting.Rules.Tests.Log;

/// <summary>RFC 6962 section 2.1 as it is written there: recursive, slow, and independent of tiles and frontiers.</summary>
internal static class NaiveTree
{
    /// <summary>The hash of a leaf that nothing else shares.</summary>
    public static byte[] Leaf(long number)
    {
        var leaf = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(leaf, number);
        return MerkleTree.LeafHash(leaf);
    }

    public static List<byte[]> Leaves(int count, int first = 0) =>
        [.. Enumerable.Range(first, count).Select(number => Leaf(number))];

    public static byte[] Root(ReadOnlySpan<byte[]> hashes)
    {
        if (hashes.Length == 0)
            return SHA256.HashData([]);
        if (hashes.Length == 1)
            return hashes[0];
        var k = Split(hashes.Length);
        return SHA256.HashData([1, .. Root(hashes[..k]), .. Root(hashes[k..])]);
    }

    public static List<byte[]> Path(int m, ReadOnlySpan<byte[]> hashes)
    {
        if (hashes.Length == 1)
            return [];
        var k = Split(hashes.Length);
        return m < k
            ? [.. Path(m, hashes[..k]), Root(hashes[k..])]
            : [.. Path(m - k, hashes[k..]), Root(hashes[..k])];
    }

    public static List<byte[]> Consistency(int m, ReadOnlySpan<byte[]> hashes, bool isWhole = true)
    {
        if (m == hashes.Length)
            return isWhole ? [] : [Root(hashes)];
        var k = Split(hashes.Length);
        return m <= k
            ? [.. Consistency(m, hashes[..k], isWhole), Root(hashes[k..])]
            : [.. Consistency(m - k, hashes[k..], false), Root(hashes[..k])];
    }

    private static int Split(int count)
    {
        var k = 1;
        while (k * 2 < count)
            k *= 2;
        return k;
    }
}
