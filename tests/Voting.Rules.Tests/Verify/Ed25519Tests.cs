using System.Security.Cryptography;
using Voting.Rules.Log;
using Voting.Rules.Tests.Log;
using Voting.Signatures;

namespace Voting.Rules.Tests.Verify;

/// <summary>Ed25519 as the system's libcrypto does it, against keys and lines made elsewhere.</summary>
public class Ed25519Tests
{
    private const string ExampleKey = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
    private const string ExampleNote =
        "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

    private static readonly byte[] Seed = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    [Fact]
    public void The_example_of_the_specification_verifies_and_another_text_does_not()
    {
        var key = VerifierKey.TryParse(ExampleKey)!;
        Assert.Equal(NoteVerdict.Valid, key.Check(SignedNote.TryParse(ExampleNote)!, Ed25519.Verification));
        Assert.Equal(
            NoteVerdict.BadSignature,
            key.Check(SignedNote.TryParse(ExampleNote.Replace("example message", "Example message", StringComparison.Ordinal))!, Ed25519.Verification));
        Assert.Equal(NoteVerdict.KeyNotSupported, key.Check(SignedNote.TryParse(ExampleNote)!));
    }

    [Fact]
    public void A_known_seed_gives_the_key_and_the_line_that_were_made_elsewhere()
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var signer = new NoteSigner("vote.example/demo2026", ecdsa, Ed25519.FromSeed(Seed));
        Assert.Equal(WorkedVector.Ed25519Key, signer.Ed25519VerifierKey!.ToString());

        var note = signer.Sign(WorkedVector.CheckpointText);
        Assert.EndsWith(WorkedVector.Ed25519Line, note);
        Assert.Equal(2, SignedNote.TryParse(note)!.Signatures.Count);
        Assert.True(signer.VerifierKey.Verify(SignedNote.TryParse(note)!));
    }

    [Fact]
    public void A_receipt_verifies_under_the_Ed25519_key_too()
    {
        var receipt = TlogProof.TryParse(WorkedVector.Receipt.Replace(WorkedVector.P256Line, WorkedVector.P256Line + WorkedVector.Ed25519Line, StringComparison.Ordinal))!;
        var key = VerifierKey.TryParse(WorkedVector.Ed25519Key)!;
        Assert.Equal(ProofVerdict.Valid, receipt.Verify(WorkedVector.Leaves[1], key, Ed25519.Verification));
        Assert.Equal(ProofVerdict.NotIncluded, receipt.Verify(WorkedVector.Leaves[2], key, Ed25519.Verification));
    }

    [Fact]
    public void Every_changed_bit_of_a_signature_is_found()
    {
        var key = Ed25519.FromSeed(Seed);
        var message = "checkpoint"u8.ToArray();
        var signature = key.Sign(message);
        Assert.True(Ed25519.Verification!(key.PublicKey, message, signature));
        Assert.True(Ed25519.Verification!(key.PublicKey, [], key.Sign([])));
        for (var bit = 0; bit < signature.Length * 8; bit++)
        {
            signature[bit / 8] ^= (byte)(1 << bit % 8);
            Assert.False(Ed25519.Verification!(key.PublicKey, message, signature));
            signature[bit / 8] ^= (byte)(1 << bit % 8);
        }

        Assert.False(Ed25519.Verification!(key.PublicKey, message, signature.AsSpan(0, 63)));
        Assert.False(Ed25519.Verification!(key.PublicKey.AsSpan(0, 31), message, signature));
    }

    [Fact]
    public void A_witness_signs_the_text_and_the_time()
    {
        var witness = Ed25519.FromSeed(Seed);
        var key = VerifierKey.FromEd25519("witness.example", witness.PublicKey, NoteKeyType.CosignatureV1);
        var note = SignedNote.TryParse(
            WorkedVector.Note + Cosignature.Line("witness.example", witness, WorkedVector.CheckpointText, 1_893_456_000))!;
        Assert.Equal(NoteVerdict.Valid, key.Check(note, Ed25519.Verification));
        Assert.Equal(key.ToString(), VerifierKey.TryParse(key.ToString())!.ToString());
        Assert.True(VerifierKey.TryParse(WorkedVector.P256Key)!.Verify(note));

        var line = note.Signatures[^1];
        line.Bytes[7] ^= 1;
        Assert.Equal(NoteVerdict.BadSignature, key.Check(note, Ed25519.Verification));
    }
}
