namespace Voting.Rules.Log;

/// <summary>A tile's place: level 0 holds leaf hashes, each hash of level L+1 is the root of a full tile of level L.</summary>
public readonly record struct TileId(int Level, long Number);

/// <param name="Hashes">1 to 256 concatenated 32-byte hashes.</param>
public readonly record struct Tile(TileId Id, byte[] Hashes)
{
    /// <summary>Hashes in a full tile.</summary>
    public const int FullWidth = 256;

    /// <summary>Hashes in this one.</summary>
    public int Width => Hashes.Length / MerkleTree.HashSize;
}
