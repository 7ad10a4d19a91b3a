using Voting.Rules.Log;

namespace Voting.Rules.Tests.Log;

public class WorkedVectorTests
{
    private static byte[] Root(int size) => Convert.FromHexString(WorkedVector.Roots[size - 1]);

    [Fact]
    public void Every_leaf_is_canonical_and_hashes_as_computed_elsewhere()
    {
        Assert.All(WorkedVector.Leaves, leaf => Assert.True(CanonicalJson.IsCanonical(leaf)));
        Assert.Equal(
            "0a507f5aee43785923a9364f75766233add7ef7178e70abdda094a21e421dbe2",
            Convert.ToHexStringLower(WorkedVector.LeafHashes[1]));
    }

    [Fact]
    public void The_five_roots_are_those_computed_elsewhere()
    {
        var frontier = new TreeFrontier();
        foreach (var (hash, root) in WorkedVector.LeafHashes.Zip(WorkedVector.Roots))
        {
            frontier.Append(hash);
            Assert.Equal(root, Convert.ToHexStringLower(frontier.Root()));
        }
    }

    [Fact]
    public void The_proofs_are_those_computed_elsewhere_and_verify()
    {
        var store = new TileStore();
        store.Append(WorkedVector.LeafHashes);

        var inclusion = TileTree.InclusionProof(1, 5, store.Read);
        Assert.Equal(WorkedVector.InclusionOfOneInFive, inclusion.Select(Convert.ToHexStringLower));
        Assert.True(MerkleTree.VerifyInclusion(1, 5, WorkedVector.LeafHashes[1], inclusion, Root(5)));

        var consistency = TileTree.ConsistencyProof(3, 5, store.Read);
        Assert.Equal(WorkedVector.ConsistencyFromThreeToFive, consistency.Select(Convert.ToHexStringLower));
        Assert.True(MerkleTree.VerifyConsistency(3, 5, Root(3), Root(5), consistency));
    }

    [Fact]
    public void The_checkpoint_text_is_that_written_elsewhere()
    {
        Assert.Equal(WorkedVector.CheckpointText, new Checkpoint("vote.example/demo2026", 5, Root(5)).ToText());
        var read = Checkpoint.TryParse(WorkedVector.CheckpointText);
        Assert.NotNull(read);
        Assert.Equal(("vote.example/demo2026", 5L), (read.Origin, read.Size));
        Assert.Equal(Root(5), read.Root);
    }

    [Fact]
    public void The_P256_line_signed_elsewhere_verifies()
    {
        var key = VerifierKey.TryParse(WorkedVector.P256Key);
        var note = SignedNote.TryParse(WorkedVector.Note);
        Assert.NotNull(key);
        Assert.NotNull(note);
        Assert.Equal(NoteVerdict.Valid, key.Check(note));
        Assert.True(key.Verify(note));
        Assert.Equal(WorkedVector.P256Key, key.ToString());
    }

    [Fact]
    public void A_second_line_of_a_key_unknown_here_does_not_disturb()
    {
        var note = SignedNote.TryParse(WorkedVector.CheckpointText + "\n" + WorkedVector.Ed25519Line + WorkedVector.P256Line);
        Assert.NotNull(note);
        Assert.Equal(2, note.Signatures.Count);
        Assert.True(VerifierKey.TryParse(WorkedVector.P256Key)!.Verify(note));
        Assert.Equal(NoteVerdict.KeyNotSupported, VerifierKey.TryParse(WorkedVector.Ed25519Key)!.Check(note));
    }

    [Fact]
    public void The_receipt_of_leaf_one_verifies()
    {
        var proof = TlogProof.TryParse(WorkedVector.Receipt);
        Assert.NotNull(proof);
        Assert.Equal(ProofVerdict.Valid, proof.Verify(WorkedVector.Leaves[1], VerifierKey.TryParse(WorkedVector.P256Key)!));
    }
}
