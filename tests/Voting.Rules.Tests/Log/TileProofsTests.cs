using Voting.Rules.Log;

namespace Voting.Rules.Tests.Log;

public class TileProofsTests
{
    [Fact]
    public void Every_inclusion_proof_to_size_257_is_that_of_the_recursive_tree_and_verifies()
    {
        var leaves = NaiveTree.Leaves(257).ToArray();
        var store = TileStore.Of(257);
        for (var size = 1; size <= 257; size++)
        {
            var root = NaiveTree.Root(leaves.AsSpan(0, size));
            var proofs = new TileProofs(size, store.Read);
            for (var index = 0; index < size; index++)
            {
                var path = proofs.InclusionProof(index);
                if (size < 40 || (index + size) % 16 == 0 || index > size - 3)
                    Assert.Equal(NaiveTree.Path(index, leaves.AsSpan(0, size)), path);
                Assert.True(MerkleTree.VerifyInclusion(index, size, leaves[index], path, root));
            }
        }
    }

    [Fact]
    public void Every_consistency_proof_to_size_130_is_that_of_the_recursive_tree_and_verifies()
    {
        var leaves = NaiveTree.Leaves(130).ToArray();
        var roots = Enumerable.Range(0, 131).Select(size => NaiveTree.Root(leaves.AsSpan(0, size))).ToArray();
        var store = TileStore.Of(130);
        for (var n = 1; n <= 130; n++)
        {
            for (var m = 1; m <= n; m++)
            {
                var path = TileTree.ConsistencyProof(m, n, store.Read);
                Assert.Equal(NaiveTree.Consistency(m, leaves.AsSpan(0, n)), path);
                Assert.True(MerkleTree.VerifyConsistency(m, n, roots[m], roots[n], path));
            }
        }
    }

    [Fact]
    public void The_frontier_of_every_size_to_1030_is_that_of_hashing_leaf_by_leaf_and_needs_the_right_edge_only()
    {
        var store = TileStore.Of(1030);
        var frontier = new TreeFrontier();
        for (var size = 0; size <= 1030; size++)
        {
            var edge = TileTree.RightEdge(size).ToHashSet();
            Assert.Equal(frontier.ToBytes(), new TileProofs(size, id => edge.Contains(id) ? store.Read(id) : []).Frontier());
            frontier.Append(NaiveTree.Leaf(size));
        }
    }

    [Theory]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(65_792)]
    [InlineData(69_999)]
    public void Proofs_across_three_levels_verify_in_a_store_that_grew_since(int size)
    {
        var store = TileStore.Of(70_000);
        var proofs = new TileProofs(size, store.Read);
        var root = FrontierRoot(size);
        foreach (var index in new long[] { 0, 255, 256, 65_535, size / 2, size - 257, size - 2, size - 1 })
        {
            Assert.True(MerkleTree.VerifyInclusion(index, size, NaiveTree.Leaf(index), proofs.InclusionProof(index), root));
            var m = index + 1;
            Assert.True(MerkleTree.VerifyConsistency(m, size, FrontierRoot(m), root, proofs.ConsistencyProof(m)));
        }
    }

    [Theory]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(1_000)]
    [InlineData(65_792)]
    [InlineData(70_000)]
    public void The_tiles_named_for_a_leaf_are_all_that_its_proofs_read(int size)
    {
        var store = TileStore.Of(70_000);
        foreach (var index in new long[] { 0, 100, 254, size / 3, size / 2, size - 2, size - 1 })
        {
            var named = TileTree.TilesOnPath(index, size).ToList();
            Assert.Equal(named.Distinct(), named);
            TileTree.InclusionProof(index, size, store.Restricted(named));
            TileTree.ConsistencyProof(index + 1, size, store.Restricted(named));
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 600)]
    [InlineData(255, 1)]
    [InlineData(256, 1)]
    [InlineData(1_000, 1_000)]
    [InlineData(65_000, 1_000)]
    [InlineData(65_279, 257)]
    [InlineData(69_632, 3)]
    public void The_old_right_edge_and_the_changed_tiles_hold_the_proofs_of_a_batch(int size, int batch)
    {
        var store = TileStore.Of(size);
        var known = TileTree.RightEdge(size).ToDictionary(id => id, id => store.Tiles[id]);
        foreach (var tile in TileTree.Append(size, NaiveTree.Leaves(batch, size), id => known[id]))
            known[tile.Id] = tile.Hashes;

        var proofs = new TileProofs(size + batch, id => known[id]);
        var root = FrontierRoot(size + batch);
        for (var index = size; index < size + batch; index++)
            Assert.True(MerkleTree.VerifyInclusion(index, size + batch, NaiveTree.Leaf(index), proofs.InclusionProof(index), root));
    }

    [Fact]
    public void A_batch_of_a_thousand_proofs_reads_each_tile_once()
    {
        var store = TileStore.Of(70_000);
        var before = store.Reads;
        var proofs = new TileProofs(70_000, store.Read);
        for (var index = 69_000; index < 70_000; index++)
            proofs.InclusionProof(index);
        Assert.Equal(5 + 1 + 1, store.Reads - before);
    }

    [Fact]
    public void There_is_no_proof_outside_the_tree()
    {
        var proofs = new TileProofs(5, TileStore.Of(5).Read);
        Assert.Throws<ArgumentOutOfRangeException>(() => proofs.InclusionProof(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => proofs.InclusionProof(5));
        Assert.Throws<ArgumentOutOfRangeException>(() => proofs.ConsistencyProof(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => proofs.ConsistencyProof(6));
        Assert.Empty(proofs.ConsistencyProof(5));
        Assert.Equal(MerkleTree.EmptyRoot, new TileProofs(0, _ => []).Root());
    }

    private static byte[] FrontierRoot(long size)
    {
        var frontier = new TreeFrontier();
        for (var index = 0L; index < size; index++)
            frontier.Append(NaiveTree.Leaf(index));
        return frontier.Root();
    }
}
