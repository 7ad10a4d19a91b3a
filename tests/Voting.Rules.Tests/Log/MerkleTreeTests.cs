using Voting.Rules.Log;

namespace Voting.Rules.Tests.Log;

public class MerkleTreeTests
{
    /// <summary>The leaf inputs and roots that Certificate Transparency implementations share.</summary>
    private static readonly string[] Inputs =
        ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

    private static readonly string[] Roots =
    [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    [Fact]
    public void Roots_of_one_to_eight_leaves_are_those_of_Certificate_Transparency()
    {
        var hashes = Inputs.Select(hex => MerkleTree.LeafHash(Convert.FromHexString(hex))).ToArray();
        var frontier = new TreeFrontier();
        for (var size = 1; size <= 8; size++)
        {
            frontier.Append(hashes[size - 1]);
            Assert.Equal(Roots[size - 1], Convert.ToHexStringLower(frontier.Root()));
            Assert.Equal(Roots[size - 1], Convert.ToHexStringLower(NaiveTree.Root(hashes.AsSpan(0, size))));
        }
    }

    [Fact]
    public void The_empty_root_is_the_hash_of_nothing()
    {
        const string empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        Assert.Equal(empty, Convert.ToHexStringLower(MerkleTree.EmptyRoot));
        Assert.Equal(empty, Convert.ToHexStringLower(new TreeFrontier().Root()));
    }

    [Fact]
    public void Nothing_is_consistent_with_size_zero()
    {
        var root = NaiveTree.Root(NaiveTree.Leaves(4).ToArray());
        Assert.False(MerkleTree.VerifyConsistency(0, 4, MerkleTree.EmptyRoot, root, []));
        Assert.False(MerkleTree.VerifyConsistency(0, 0, MerkleTree.EmptyRoot, MerkleTree.EmptyRoot, []));
        Assert.False(MerkleTree.VerifyConsistency(-1, 4, root, root, []));
    }

    [Fact]
    public void The_consistency_proof_is_empty_exactly_for_equal_sizes()
    {
        var leaves = NaiveTree.Leaves(4).ToArray();
        var root = NaiveTree.Root(leaves);
        Assert.True(MerkleTree.VerifyConsistency(4, 4, root, root, []));
        Assert.False(MerkleTree.VerifyConsistency(4, 4, root, root, [root]));
        Assert.False(MerkleTree.VerifyConsistency(4, 4, root, leaves[0], []));
        Assert.False(MerkleTree.VerifyConsistency(2, 4, root, root, []));
    }

    [Fact]
    public void Hashes_of_another_length_are_refused_wherever_they_stand()
    {
        var leaf = NaiveTree.Leaf(0);
        foreach (var bad in new[] { Array.Empty<byte>(), leaf[..31], [.. leaf, 0] })
        {
            Assert.False(MerkleTree.VerifyInclusion(0, 1, bad, [], bad));
            Assert.False(MerkleTree.VerifyInclusion(0, 2, leaf, [bad], MerkleTree.NodeHash(leaf, leaf)));
            Assert.False(MerkleTree.VerifyConsistency(1, 1, bad, bad, []));
            Assert.False(MerkleTree.VerifyConsistency(1, 2, leaf, MerkleTree.NodeHash(leaf, leaf), [bad]));
        }
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(1, 1)]
    [InlineData(0, 0)]
    [InlineData(0, -1)]
    [InlineData(long.MinValue, long.MaxValue)]
    [InlineData(long.MaxValue, long.MaxValue)]
    public void Indexes_outside_the_tree_are_refused(long index, long size)
    {
        var leaf = NaiveTree.Leaf(0);
        Assert.False(MerkleTree.VerifyInclusion(index, size, leaf, [], leaf));
    }
}
