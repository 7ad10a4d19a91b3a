namespace Voting.Rules.Log;

/// <summary>A tile with all perfect nodes above its hashes: sublevel 0 is the tile itself, sublevel 8 the root of a full one.</summary>
internal sealed class ExpandedTile
{
    private const int Size = MerkleTree.HashSize;
    private readonly List<byte[]> _sublevels = [];

    /// <param name="hashes">Concatenated, at most 256.</param>
    public ExpandedTile(ReadOnlySpan<byte> hashes)
    {
        var level = hashes.ToArray();
        while (level.Length > 0)
        {
            _sublevels.Add(level);
            var above = new byte[level.Length / (2 * Size) * Size];
            for (var at = 0; at < above.Length; at += Size)
                MerkleTree.NodeHash(level.AsSpan(2 * at, Size), level.AsSpan(2 * at + Size, Size), above.AsSpan(at, Size));
            level = above;
        }
    }

    public byte[] Node(int sublevel, int index) => _sublevels[sublevel].AsSpan(index * Size, Size).ToArray();
}
