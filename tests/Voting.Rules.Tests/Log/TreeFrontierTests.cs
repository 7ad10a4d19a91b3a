using System.Numerics;
using Voting.Rules.Log;

namespace Voting.Rules.Tests.Log;

public class TreeFrontierTests
{
    [Fact]
    public void The_root_is_that_of_the_recursive_tree_at_every_size_to_600()
    {
        var leaves = NaiveTree.Leaves(600).ToArray();
        var frontier = new TreeFrontier();
        for (var size = 0; size < 600; size++)
        {
            Assert.Equal(size, frontier.Size);
            Assert.Equal(NaiveTree.Root(leaves.AsSpan(0, size)), frontier.Root());
            frontier.Append(leaves[size]);
        }
        Assert.Equal(NaiveTree.Root(leaves), frontier.Root());
    }

    [Fact]
    public void It_is_written_and_read_at_every_size_and_goes_on_the_same()
    {
        var kept = new TreeFrontier();
        var restored = new TreeFrontier();
        for (var size = 0; size < 600; size++)
        {
            kept.Append(NaiveTree.Leaf(size));
            restored.Append(NaiveTree.Leaf(size));
            var bytes = restored.ToBytes();
            Assert.Equal(32 * BitOperations.PopCount((uint)size + 1), bytes.Length);
            restored = TreeFrontier.TryRead(size + 1, bytes);
            Assert.NotNull(restored);
            Assert.Equal(kept.Root(), restored.Root());
        }
    }

    [Fact]
    public void The_largest_subtree_is_written_first()
    {
        var leaves = NaiveTree.Leaves(5).ToArray();
        var frontier = new TreeFrontier();
        foreach (var leaf in leaves)
            frontier.Append(leaf);
        Assert.Equal([.. NaiveTree.Root(leaves.AsSpan(0, 4)), .. leaves[4]], frontier.ToBytes());
    }

    [Theory]
    [InlineData(5, 63)]
    [InlineData(5, 65)]
    [InlineData(5, 32)]
    [InlineData(0, 32)]
    [InlineData(1, 0)]
    [InlineData(-1, 0)]
    [InlineData(-1, 64 * 32)]
    public void Bytes_that_do_not_fit_the_size_are_refused(long size, int length) =>
        Assert.Null(TreeFrontier.TryRead(size, new byte[length]));

    [Fact]
    public void A_clone_grows_alone()
    {
        var first = new TreeFrontier();
        first.Append(NaiveTree.Leaf(0));
        var (root, clone) = (first.Root(), first.Clone());
        clone.Append(NaiveTree.Leaf(1));
        Assert.Equal((1, 2), (first.Size, clone.Size));
        Assert.Equal(root, first.Root());
        Assert.Equal(NaiveTree.Root(NaiveTree.Leaves(2).ToArray()), clone.Root());
    }

    [Fact]
    public void Changing_an_answer_does_not_change_the_frontier()
    {
        var frontier = new TreeFrontier();
        frontier.Append(NaiveTree.Leaf(0));
        frontier.Root()[0] ^= 1;
        frontier.ToBytes()[0] ^= 1;
        Assert.Equal(NaiveTree.Leaf(0), frontier.Root());
    }

    [Fact]
    public void A_hash_has_32_bytes() => Assert.Throws<ArgumentException>(() => new TreeFrontier().Append(new byte[31]));
}
