using Voting.Rules.Log;

namespace Voting.Rules.Tests.Log;

public class TileTreeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(97)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(600)]
    public void Batches_of_any_size_give_the_same_tiles_and_roots(int batch)
    {
        var leaves = NaiveTree.Leaves(600).ToArray();
        var store = new TileStore();
        var frontier = new TreeFrontier();
        foreach (var part in leaves.Chunk(batch))
        {
            store.Append(part);
            foreach (var hash in part)
                frontier.Append(hash);
            Assert.Equal(NaiveTree.Root(leaves.AsSpan(0, (int)store.Size)), new TileProofs(store.Size, store.Read).Root());
            Assert.Equal(frontier.Root(), new TileProofs(store.Size, store.Read).Root());
        }
        Assert.Equal(TileStore.Of(600).Tiles.OrderBy(tile => (tile.Key.Level, tile.Key.Number)),
            store.Tiles.OrderBy(tile => (tile.Key.Level, tile.Key.Number)));
    }

    [Fact]
    public void Seventy_thousand_leaves_make_the_tiles_of_the_specification()
    {
        var store = new TileStore();
        foreach (var part in NaiveTree.Leaves(70_000).Chunk(999))
            store.Append(part);

        Assert.Equal(274 + 2 + 1, store.Tiles.Count);
        for (var number = 0; number < 273; number++)
            Assert.Equal(256, Width(store, 0, number));
        Assert.Equal(112, Width(store, 0, 273));
        Assert.Equal(256, Width(store, 1, 0));
        Assert.Equal(17, Width(store, 1, 1));
        Assert.Equal(1, Width(store, 2, 0));
        Assert.Equal([new(0, 273), new(1, 1), new(2, 0)], TileTree.RightEdge(70_000));
        Assert.Equal(112, TileTree.Width(new TileId(0, 273), 70_000));
        Assert.Equal(256, TileTree.Width(new TileId(0, 272), 70_000));
        Assert.Equal(0, TileTree.Width(new TileId(0, 274), 70_000));

        var frontier = new TreeFrontier();
        foreach (var hash in NaiveTree.Leaves(70_000))
            frontier.Append(hash);
        Assert.Equal(frontier.Root(), new TileProofs(70_000, store.Read).Root());
        Assert.Equal(store.Tiles[new TileId(1, 0)][..32], NaiveTree.Root(NaiveTree.Leaves(256).ToArray()));
    }

    [Fact]
    public void Two_hundred_and_fifty_six_leaves_fill_one_tile_and_start_the_level_above()
    {
        var tiles = TileTree.Append(0, NaiveTree.Leaves(256), _ => throw new InvalidOperationException("nothing to read"));
        Assert.Equal([(0, 256), (1, 1)], tiles.Select(tile => (tile.Id.Level, tile.Width)));
        Assert.Equal(NaiveTree.Root(NaiveTree.Leaves(256).ToArray()), tiles[1].Hashes);
        Assert.Equal([new TileId(1, 0)], TileTree.RightEdge(256));
    }

    [Fact]
    public void Only_changed_tiles_are_answered_and_only_the_right_edge_is_read()
    {
        var store = TileStore.Of(70_000);
        var tiles = TileTree.Append(70_000, NaiveTree.Leaves(3, 70_000), store.Restricted([new TileId(0, 273)]));
        var only = Assert.Single(tiles);
        Assert.Equal((new TileId(0, 273), 115), (only.Id, only.Width));

        tiles = TileTree.Append(70_000, NaiveTree.Leaves(200, 70_000), store.Restricted(TileTree.RightEdge(70_000)));
        Assert.Equal([new(0, 273), new(0, 274), new(1, 1)], tiles.Select(tile => tile.Id));
        Assert.Equal([256, 56, 18], tiles.Select(tile => tile.Width));
    }

    [Fact]
    public void Hashes_of_a_batch_that_was_never_committed_are_overwritten()
    {
        var store = TileStore.Of(300);
        var ahead = TileTree.Append(300, NaiveTree.Leaves(50, 9_000), store.Read).ToDictionary(tile => tile.Id, tile => tile.Hashes);
        var tiles = TileTree.Append(300, NaiveTree.Leaves(5, 300), id => ahead.GetValueOrDefault(id) ?? store.Read(id));
        Assert.Equal(TileStore.Of(305).Tiles[new TileId(0, 1)], Assert.Single(tiles).Hashes);
    }

    [Fact]
    public void Nothing_appended_changes_nothing() => Assert.Empty(TileTree.Append(300, [], _ => []));

    [Fact]
    public void A_store_that_lost_hashes_is_noticed() =>
        Assert.Throws<InvalidDataException>(() => TileTree.Append(300, NaiveTree.Leaves(1), _ => new byte[43 * 32]));

    private static int Width(TileStore store, int level, long number) => store.Tiles[new TileId(level, number)].Length / 32;
}
