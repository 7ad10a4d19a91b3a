using Voting.Rules.Log;

namespace Voting.Rules.Tests.Log;

/// <summary>A valid proof with one thing wrong is no proof.</summary>
public class ProofMutationTests
{
    private static readonly byte[][] Leaves = [.. NaiveTree.Leaves(130)];

    public static TheoryData<int, int> Inclusions => Pairs([1, 2, 3, 5, 8, 13, 64, 100, 127, 128, 129], lowest: 0);

    public static TheoryData<int, int> Consistencies => Pairs([2, 3, 5, 8, 13, 64, 100, 127, 128, 129], lowest: 1);

    [Theory]
    [MemberData(nameof(Inclusions))]
    public void An_inclusion_proof_with_one_thing_wrong_is_refused(int index, int size)
    {
        var path = NaiveTree.Path(index, Leaves.AsSpan(0, size));
        var root = NaiveTree.Root(Leaves.AsSpan(0, size));
        bool Holds(long i, long n, byte[] leaf, IReadOnlyList<byte[]> proof, byte[] r) =>
            MerkleTree.VerifyInclusion(i, n, leaf, proof, r);

        Assert.True(Holds(index, size, Leaves[index], path, root));
        Assert.False(Holds(index + 1, size, Leaves[index], path, root));
        Assert.False(Holds(index - 1, size, Leaves[index], path, root));
        Assert.False(Holds(index ^ 2, size, Leaves[index], path, root));
        Assert.False(Holds(index, size * 2, Leaves[index], path, root));
        if (path.Count > 0)
            Assert.False(Holds(index, size / 2, Leaves[index], path, root));
        Assert.False(Holds(index, size, Flip(Leaves[index]), path, root));
        Assert.False(Holds(index, size, Leaves[index], path, Flip(root)));
        foreach (var wrong in WrongPaths(path, root))
            Assert.False(Holds(index, size, Leaves[index], wrong, root));
    }

    [Theory]
    [MemberData(nameof(Consistencies))]
    public void A_consistency_proof_with_one_thing_wrong_is_refused(int m, int n)
    {
        var path = NaiveTree.Consistency(m, Leaves.AsSpan(0, n));
        var (rootM, rootN) = (NaiveTree.Root(Leaves.AsSpan(0, m)), NaiveTree.Root(Leaves.AsSpan(0, n)));

        Assert.True(MerkleTree.VerifyConsistency(m, n, rootM, rootN, path));
        Assert.False(MerkleTree.VerifyConsistency(m - 1, n, rootM, rootN, path));
        Assert.False(MerkleTree.VerifyConsistency(m + 1, n, rootM, rootN, path));
        Assert.False(MerkleTree.VerifyConsistency(m, n * 2, rootM, rootN, path));
        Assert.False(MerkleTree.VerifyConsistency(n, m, rootM, rootN, path));
        Assert.False(MerkleTree.VerifyConsistency(m, n, rootN, rootM, path));
        Assert.False(MerkleTree.VerifyConsistency(m, n, Flip(rootM), rootN, path));
        Assert.False(MerkleTree.VerifyConsistency(m, n, rootM, Flip(rootN), path));
        foreach (var wrong in WrongPaths(path, rootN).Append([]))
            Assert.False(MerkleTree.VerifyConsistency(m, n, rootM, rootN, wrong));
    }

    /// <summary>One bit in each hash, one hash cut, missing, more, doubled, or in another place.</summary>
    private static IEnumerable<List<byte[]>> WrongPaths(List<byte[]> path, byte[] root)
    {
        for (var i = 0; i < path.Count; i++)
        {
            yield return [.. path[..i], Flip(path[i]), .. path[(i + 1)..]];
            yield return [.. path[..i], path[i][..31], .. path[(i + 1)..]];
            yield return [.. path[..i], .. path[(i + 1)..]];
            yield return [.. path[..i], path[i], .. path[i..]];
        }
        yield return [.. path, root];
        yield return [root, .. path];
        yield return [.. path, []];
        yield return [.. path, new byte[32]];
        if (path.Count > 1)
            yield return [.. Enumerable.Reverse(path)];
    }

    private static byte[] Flip(byte[] hash)
    {
        var flipped = (byte[])hash.Clone();
        flipped[hash[0] % 32] ^= 16;
        return flipped;
    }

    /// <summary>First, last, middle and an odd one of each size.</summary>
    private static TheoryData<int, int> Pairs(int[] sizes, int lowest)
    {
        var pairs = new TheoryData<int, int>();
        foreach (var size in sizes)
        {
            foreach (var at in new[] { lowest, size / 2, size * 2 / 3, size - 1 }.Where(at => at >= lowest).Distinct())
                pairs.Add(at, size);
        }
        return pairs;
    }
}
