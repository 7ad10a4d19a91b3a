using System.Buffers.Binary;

namespace Voting.Server.Ballots;

/// <summary>The filter of <c>older_keys.lua</c>, bit by bit the same, made here where a whole shard is filled.</summary>
/// <param name="size">In bits.</param>
internal sealed class OlderKeysFilter(int size)
{
    private const int BitsOfKey = 4;
    private const int PieceSize = 64 * 1024;

    private readonly byte[] _bytes = new byte[(size + 7) / 8];

    /// <param name="voter">16 bytes.</param>
    /// <param name="keyHash">8 bytes.</param>
    public void Remember(byte[] voter, byte[] keyHash)
    {
        var first = (long)BinaryPrimitives.ReadUInt32BigEndian(keyHash) + BinaryPrimitives.ReadUInt32BigEndian(voter);
        var step = (long)BinaryPrimitives.ReadUInt32BigEndian(keyHash.AsSpan(4));
        for (var i = 0; i < BitsOfKey; i++)
        {
            var bit = (first + (i * step)) % size;
            // Redis numbers the bits of a byte from the highest one on.
            _bytes[bit / 8] |= (byte)(0x80 >> (int)(bit % 8));
        }
    }

    /// <summary>What is not zero, the end first: so Redis finds room for all of it at once.</summary>
    public IEnumerable<(int Offset, byte[] Bytes)> Pieces()
    {
        for (var offset = (_bytes.Length - 1) / PieceSize * PieceSize; offset >= 0; offset -= PieceSize)
        {
            var end = Math.Min(offset + PieceSize, _bytes.Length);
            if (_bytes.AsSpan(offset..end).ContainsAnyExcept((byte)0))
                yield return (offset, _bytes[offset..end]);
        }
    }
}
