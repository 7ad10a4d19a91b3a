using System.Buffers.Binary;

namespace Voting.Verify.Recount;

/// <summary>One ballot as the quota sees it.</summary>
/// <param name="Voter">16 bytes.</param>
/// <param name="Key">8 bytes.</param>
/// <param name="Rules">Which rules stood: 0 those of the opening, and on with each amendment.</param>
/// <param name="Channel">Place of the voter's channel in those rules.</param>
public readonly ref struct VoterRecord(
    ReadOnlySpan<byte> voter, ReadOnlySpan<byte> key, long index, int period, byte rules, byte channel, ReadOnlySpan<int> entries)
{
    public const int VoterSize = 16;
    public const int KeySize = 8;
    private const int HeadSize = VoterSize + KeySize + 8 + 4 + 1 + 1 + 2;

    public ReadOnlySpan<byte> Voter { get; } = voter;
    public ReadOnlySpan<byte> Key { get; } = key;
    public long Index { get; } = index;
    public int Period { get; } = period;
    public byte Rules { get; } = rules;
    public byte Channel { get; } = channel;
    public ReadOnlySpan<int> Entries { get; } = entries;

    /// <summary>Bytes when packed.</summary>
    public int Size => HeadSize + 4 * Entries.Length;

    public void Pack(Span<byte> to)
    {
        Voter.CopyTo(to);
        Key.CopyTo(to[VoterSize..]);
        BinaryPrimitives.WriteInt64LittleEndian(to[24..], Index);
        BinaryPrimitives.WriteInt32LittleEndian(to[32..], Period);
        to[36] = Rules;
        to[37] = Channel;
        BinaryPrimitives.WriteUInt16LittleEndian(to[38..], (ushort)Entries.Length);
        for (var i = 0; i < Entries.Length; i++)
            BinaryPrimitives.WriteInt32LittleEndian(to[(HeadSize + 4 * i)..], Entries[i]);
    }

    public static VoterRecord Unpack(ReadOnlySpan<byte> from)
    {
        var entries = new int[BinaryPrimitives.ReadUInt16LittleEndian(from[38..])];
        for (var i = 0; i < entries.Length; i++)
            entries[i] = BinaryPrimitives.ReadInt32LittleEndian(from[(HeadSize + 4 * i)..]);
        return new VoterRecord(
            from[..VoterSize], from.Slice(VoterSize, KeySize), BinaryPrimitives.ReadInt64LittleEndian(from[24..]),
            BinaryPrimitives.ReadInt32LittleEndian(from[32..]), from[36], from[37], entries);
    }

    /// <summary>The size of the packed record that begins here.</summary>
    public static int SizeAt(ReadOnlySpan<byte> from) => HeadSize + 4 * BinaryPrimitives.ReadUInt16LittleEndian(from[38..]);
}
