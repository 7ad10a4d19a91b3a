using System.Buffers.Binary;

namespace Voting.Rules.Log;

/// <summary>
/// Leaves one after another, each behind its length in two bytes (big-endian): the entry bundle of C2SP tlog-tiles. Bytes
/// that are no such bundle are a broken store and throw <see cref="InvalidDataException"/>.
/// </summary>
public static class EntryBundle
{
    private const int LengthSize = sizeof(ushort);

    /// <exception cref="ArgumentException">A leaf is longer than 65,535 bytes.</exception>
    public static byte[] Encode(IReadOnlyList<byte[]> leaves)
    {
        var bundle = new byte[leaves.Sum(leaf => LengthSize + leaf.Length)];
        var rest = bundle.AsSpan();
        foreach (var leaf in leaves)
        {
            if (leaf.Length > ushort.MaxValue)
                throw new ArgumentException($"A leaf of {leaf.Length} bytes does not fit into a bundle.", nameof(leaves));
            BinaryPrimitives.WriteUInt16BigEndian(rest, (ushort)leaf.Length);
            leaf.CopyTo(rest[LengthSize..]);
            rest = rest[(LengthSize + leaf.Length)..];
        }
        return bundle;
    }

    public static IReadOnlyList<byte[]> Decode(ReadOnlySpan<byte> bundle)
    {
        var leaves = new List<byte[]>();
        while (!bundle.IsEmpty)
            leaves.Add(TakeFirst(ref bundle).ToArray());
        return leaves;
    }

    /// <param name="index">From 0, within the bundle.</param>
    public static byte[] Leaf(ReadOnlySpan<byte> bundle, int index)
    {
        for (; index > 0; index--)
            TakeFirst(ref bundle);
        return TakeFirst(ref bundle).ToArray();
    }

    private static ReadOnlySpan<byte> TakeFirst(ref ReadOnlySpan<byte> bundle)
    {
        if (bundle.Length < LengthSize)
            throw new InvalidDataException("An entry bundle ends where the length of a leaf should be.");
        var end = LengthSize + BinaryPrimitives.ReadUInt16BigEndian(bundle);
        if (bundle.Length < end)
            throw new InvalidDataException("An entry bundle ends within a leaf.");
        var leaf = bundle[LengthSize..end];
        bundle = bundle[end..];
        return leaf;
    }
}
