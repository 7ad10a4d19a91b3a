using System.Buffers.Binary;
using Voting.Server.Contests;

namespace Voting.Server.Ballots;

/// <summary>
/// Ballots as bytes in Redis. An entry is 4 bytes, number (3) and place of its group (1), big-endian. A voter's record of a period
/// is one cast behind another: key hash (8), sequence number (5; 0 = recorded), count (2), entries.
/// </summary>
public static class PackedBallot
{
    private const int EntrySize = 4;
    private const int HeadSize = 15;

    public static byte[] Pack(Contest contest, IReadOnlyList<int> entries) => Pack(entries, entry => GroupOf(contest, entry));

    /// <summary>Numbers alone, where nobody asks for the groups.</summary>
    public static byte[] Pack(IReadOnlyList<int> entries) => Pack(entries, _ => 0);

    public static int[] Entries(ReadOnlySpan<byte> packed)
    {
        var entries = new int[packed.Length / EntrySize];
        for (var i = 0; i < entries.Length; i++)
            entries[i] = (int)(BinaryPrimitives.ReadUInt32BigEndian(packed[(i * EntrySize)..]) >> 8);
        return entries;
    }

    /// <summary>A cast that is in the ledger.</summary>
    public static byte[] RecordedCast(byte[] keyHash, byte[] packed)
    {
        var cast = new byte[HeadSize + packed.Length];
        keyHash.CopyTo(cast, 0);
        BinaryPrimitives.WriteUInt16BigEndian(cast.AsSpan(HeadSize - 2), (ushort)(packed.Length / EntrySize));
        packed.CopyTo(cast, HeadSize);
        return cast;
    }

    /// <summary>Entries of all casts in a voter's record, one item a vote.</summary>
    public static List<int> Given(ReadOnlySpan<byte> record)
    {
        var given = new List<int>();
        while (record.Length >= HeadSize)
        {
            var size = BinaryPrimitives.ReadUInt16BigEndian(record[(HeadSize - 2)..]) * EntrySize;
            given.AddRange(Entries(record.Slice(HeadSize, size)));
            record = record[(HeadSize + size)..];
        }

        return given;
    }

    private static byte[] Pack(IReadOnlyList<int> entries, Func<int, byte> groupOf)
    {
        var packed = new byte[entries.Count * EntrySize];
        for (var i = 0; i < entries.Count; i++)
            BinaryPrimitives.WriteUInt32BigEndian(packed.AsSpan(i * EntrySize), ((uint)entries[i] << 8) | groupOf(entries[i]));
        return packed;
    }

    private static byte GroupOf(Contest contest, int entry)
    {
        var group = contest.Entries[entry].Group;
        for (var i = 0; i < contest.Groups.Count; i++)
            if (contest.Groups[i].Code == group)
                return (byte)i;
        throw new ArgumentException($"Entry {entry} stands in no group of '{contest.Slug}'.", nameof(entry));
    }
}
