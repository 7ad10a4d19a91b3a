using Voting.Rules.Log;

namespace Voting.Rules.Tests.Log;

/// <summary>Tiles in memory, as a table would hold them.</summary>
internal sealed class TileStore
{
    public Dictionary<TileId, byte[]> Tiles { get; } = [];

    public long Size { get; private set; }

    public int Reads { get; private set; }

    public static TileStore Of(int size)
    {
        var store = new TileStore();
        store.Append(NaiveTree.Leaves(size));
        return store;
    }

    public void Append(IReadOnlyList<byte[]> leafHashes)
    {
        foreach (var tile in TileTree.Append(Size, leafHashes, Read))
            Tiles[tile.Id] = tile.Hashes;
        Size += leafHashes.Count;
    }

    public byte[] Read(TileId id)
    {
        Reads++;
        return Tiles[id];
    }

    /// <summary>Only the named tiles; any other read throws.</summary>
    public Func<TileId, byte[]> Restricted(IEnumerable<TileId> ids)
    {
        var allowed = ids.ToDictionary(id => id, id => Tiles[id]);
        return id => allowed[id];
    }
}
