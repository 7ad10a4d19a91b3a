using System.Text;
using Voting.Rules.Log;

namespace Voting.Rules.Tests.Log;

public sealed class EntryBundleTests
{
    private static readonly byte[][] Leaves = [Encoding.UTF8.GetBytes("{\"a\":1}"), [], [.. Enumerable.Repeat((byte)7, 300)], [9]];

    [Fact]
    public void Each_leaf_stands_behind_its_length_big_endian() =>
        Assert.Equal([0, 2, 5, 6, 0, 0, 0, 1, 9], EntryBundle.Encode([[5, 6], [], [9]]));

    [Fact]
    public void A_length_of_more_than_a_byte_has_its_high_byte_first() =>
        Assert.Equal([1, 44, 7], EntryBundle.Encode([Leaves[2]])[..3]);

    [Fact]
    public void What_was_encoded_is_decoded() => Assert.Equal(Leaves, EntryBundle.Decode(EntryBundle.Encode(Leaves)));

    [Fact]
    public void No_leaves_are_no_bytes()
    {
        Assert.Empty(EntryBundle.Encode([]));
        Assert.Empty(EntryBundle.Decode([]));
    }

    [Fact]
    public void One_leaf_is_found_by_its_index()
    {
        var bundle = EntryBundle.Encode(Leaves);
        for (var i = 0; i < Leaves.Length; i++)
            Assert.Equal(Leaves[i], EntryBundle.Leaf(bundle, i));
        Assert.Throws<InvalidDataException>(() => EntryBundle.Leaf(bundle, Leaves.Length));
    }

    [Fact]
    public void The_longest_leaf_fits_and_a_longer_one_does_not()
    {
        byte[] longest = [.. Enumerable.Repeat((byte)1, 65_535)];
        Assert.Equal(longest, EntryBundle.Leaf(EntryBundle.Encode([longest]), 0));
        Assert.Throws<ArgumentException>(() => EntryBundle.Encode([[.. longest, 1]]));
    }

    [Fact]
    public void A_bundle_that_was_cut_anywhere_within_a_leaf_is_refused()
    {
        var bundle = EntryBundle.Encode([[1, 2, 3], [4, 5]]);
        for (var length = 1; length < bundle.Length; length++)
            if (length != 5)
                Assert.Throws<InvalidDataException>(() => EntryBundle.Decode(bundle.AsSpan(0, length)));
    }
}
