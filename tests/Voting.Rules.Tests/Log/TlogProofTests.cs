using System.Security.Cryptography;
using Voting.Rules.Log;

namespace Voting.Rules.Tests.Log;

public class TlogProofTests
{
    private const string Origin = "vote.example/demo2026";

    private static readonly VerifierKey Key = VerifierKey.TryParse(WorkedVector.P256Key)!;

    [Fact]
    public void The_text_is_fixed_to_the_byte()
    {
        const string expected =
            "c2sp.org/tlog-proof@v1\n" +
            "index 1\n" +
            "aP8WrncAfRV3L431kTWAyBmQZzBY/ctMVZBjIu9rOUA=\n" +
            "mEM7uDDv62hCEGdvKPvDId6pJM3N2mimLuMn84dglRk=\n" +
            "Wd3DdJmhiuFTxK06NlcLW2Noh6N0p3VoQP5m46JXLrg=\n" +
            "\n" +
            WorkedVector.Note;
        Assert.Equal(expected, WorkedVector.Receipt);

        var proof = TlogProof.TryParse(expected);
        Assert.NotNull(proof);
        Assert.Equal((1, 5), (proof.Index, proof.Checkpoint.Size));
        Assert.Equal(expected, TlogProof.Format(proof.Index, proof.Path, WorkedVector.Note));
    }

    [Fact]
    public void A_tree_of_one_leaf_has_a_proof_without_path()
    {
        var text = "c2sp.org/tlog-proof@v1\nindex 0\n\n" + WorkedVector.Note;
        Assert.Equal(text, TlogProof.Format(0, [], WorkedVector.Note));
        Assert.Empty(TlogProof.TryParse(text)!.Path);
    }

    [Theory]
    [InlineData("c2sp.org/tlog-proof@v1\n", "c2sp.org/tlog-proof@v2\n")]
    [InlineData("c2sp.org/tlog-proof@v1\n", "")]
    [InlineData("c2sp.org/tlog-proof@v1\n", " c2sp.org/tlog-proof@v1\n")]
    [InlineData("index 1", "extra AA==\nindex 1")]
    [InlineData("index 1", "index 01")]
    [InlineData("index 1", "index -1")]
    [InlineData("index 1", "index  1")]
    [InlineData("index 1", "index 1 ")]
    [InlineData("index 1", "index 9223372036854775808")]
    [InlineData("index 1", "Index 1")]
    [InlineData("index 1\n", "")]
    [InlineData("Lrg=\n", "Lrg=\r\n")]
    [InlineData("Lrg=\n", "Lrg\n")]
    [InlineData("Lrg=\n", "Lrh=\n")]
    [InlineData("Lrg=\n\n", "Lrg=\n")]
    [InlineData("Lrg=\n\n", "Lrg=\n\n\n")]
    [InlineData("xQ==\n", "xQ==")]
    [InlineData("\n5\n", "\n05\n")]
    public void Any_other_spelling_is_no_proof(string part, string replacement)
    {
        var changed = WorkedVector.Receipt.Replace(part, replacement, StringComparison.Ordinal);
        Assert.NotEqual(WorkedVector.Receipt, changed);
        Assert.Null(TlogProof.TryParse(changed));
    }

    [Fact]
    public void A_path_is_at_most_63_long()
    {
        Assert.NotNull(TlogProof.TryParse(TlogProof.Format(1, [.. Enumerable.Repeat(new byte[32], 63)], WorkedVector.Note)));
        Assert.Null(TlogProof.TryParse(TlogProof.Format(1, [.. Enumerable.Repeat(new byte[32], 64)], WorkedVector.Note)));
    }

    [Theory]
    [InlineData("\n5\n", "\n6\n", ProofVerdict.BadSignature)]
    [InlineData("3PfZ", "3PfY", ProofVerdict.BadSignature)]
    [InlineData("index 1", "index 2", ProofVerdict.NotIncluded)]
    [InlineData("index 1", "index 5", ProofVerdict.IndexOutsideTree)]
    [InlineData("\naP8W", "\naP8X", ProofVerdict.NotIncluded)]
    [InlineData("demo2026\n5", "demo2027\n5", ProofVerdict.OtherLog)]
    [InlineData("— vote.example/demo2026", "— vote.example/demo2027", ProofVerdict.NotSignedByKey)]
    [InlineData(" UlWP", " UlWQ", ProofVerdict.NotSignedByKey)]
    [InlineData("DBGAiEA7", "DBGAiEA8", ProofVerdict.BadSignature)]
    [InlineData(" UlWPPDBG", " UlWPPDBH", ProofVerdict.BadSignature)]
    public void Every_failure_has_its_name(string part, string replacement, ProofVerdict verdict)
    {
        var changed = WorkedVector.Receipt.Replace(part, replacement, StringComparison.Ordinal);
        Assert.NotEqual(WorkedVector.Receipt, changed);
        Assert.Equal(verdict, TlogProof.TryParse(changed)?.Verify(WorkedVector.Leaves[1], Key));
    }

    [Fact]
    public void Another_leaf_or_another_key_is_not_proven()
    {
        var proof = TlogProof.TryParse(WorkedVector.Receipt)!;
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.Equal(ProofVerdict.NotIncluded, proof.Verify(WorkedVector.Leaves[2], Key));
        Assert.Equal(ProofVerdict.NotIncluded, proof.Verify([], Key));
        Assert.Equal(ProofVerdict.NotSignedByKey, proof.Verify(WorkedVector.Leaves[1], VerifierKey.FromEcdsa(Origin, stranger)));
        Assert.Equal(ProofVerdict.OtherLog, proof.Verify(WorkedVector.Leaves[1], VerifierKey.FromEcdsa("x", stranger)));
        Assert.Equal(ProofVerdict.KeyNotSupported,
            proof.Verify(WorkedVector.Leaves[1], VerifierKey.TryParse(WorkedVector.Ed25519Key)!));
    }

    [Fact]
    public void Every_receipt_of_a_batch_proves_its_own_leaf_and_no_other()
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var signer = new NoteSigner(Origin, ecdsa);
        var store = new TileStore();
        store.Append(WorkedVector.LeafHashes);
        var proofs = new TileProofs(5, store.Read);
        var note = signer.Sign(new Checkpoint(Origin, 5, proofs.Root()).ToText());
        for (var index = 0; index < 5; index++)
        {
            var receipt = TlogProof.TryParse(TlogProof.Format(index, proofs.InclusionProof(index), note))!;
            for (var leaf = 0; leaf < 5; leaf++)
            {
                Assert.Equal(
                    leaf == index ? ProofVerdict.Valid : ProofVerdict.NotIncluded,
                    receipt.Verify(WorkedVector.Leaves[leaf], signer.VerifierKey));
            }
        }
    }
}
