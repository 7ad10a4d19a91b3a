using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Voting.Rules.Log;

namespace Voting.Rules.Tests.Log;

/// <summary>What arrives from outside is refused or understood, and never throws.</summary>
public class ParserFuzzTests
{
    private static readonly VerifierKey Key = VerifierKey.TryParse(WorkedVector.P256Key)!;

    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(1000);

    [Fact]
    public void Arbitrary_text_never_throws() =>
        Prop.ForAll<NonNull<string>>(text => ReadsOrRefuses(text.Get)).Check(Many);

    [Fact]
    public void Arbitrary_bytes_never_throw() =>
        Prop.ForAll<byte[]>(bytes => ReadsOrRefuses(Encoding.UTF8.GetString(bytes)) && ReadsOrRefuses(Encoding.Latin1.GetString(bytes)))
            .Check(Many);

    [Fact]
    public void One_changed_character_never_throws_and_never_proves() =>
        Prop.ForAll<int, char>((at, unit) =>
        {
            var index = (int)((uint)at % WorkedVector.Receipt.Length);
            var mutated = WorkedVector.Receipt[..index] + unit + WorkedVector.Receipt[(index + 1)..];
            return mutated == WorkedVector.Receipt || !Proves(mutated);
        }).Check(Many);

    [Fact]
    public void A_missing_or_doubled_stretch_never_throws_and_never_proves() =>
        Prop.ForAll<int, int>((from, count) =>
        {
            var text = WorkedVector.Receipt;
            var start = (int)((uint)from % text.Length);
            var length = 1 + (int)((uint)count % (text.Length - start));
            return !Proves(text.Remove(start, length))
                && !Proves(text.Insert(start, text.Substring(start, length)));
        }).Check(Many);

    [Fact]
    public void Any_bit_of_the_receipt_matters()
    {
        var bytes = Encoding.UTF8.GetBytes(WorkedVector.Receipt);
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(Proves(Encoding.UTF8.GetString(bytes)), $"bit {bit}");
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
        Assert.True(Proves(Encoding.UTF8.GetString(bytes)));
    }

    [Fact]
    public void Any_bit_of_the_leaf_matters()
    {
        var proof = TlogProof.TryParse(WorkedVector.Receipt)!;
        var leaf = (byte[])WorkedVector.Leaves[1].Clone();
        for (var bit = 0; bit < leaf.Length * 8; bit++)
        {
            leaf[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Equal(ProofVerdict.NotIncluded, proof.Verify(leaf, Key));
            leaf[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void Any_signature_bytes_are_judged_without_an_exception() =>
        Prop.ForAll<byte[]>(bytes =>
        {
            byte[] line = [0x52, 0x55, 0x8f, 0x3c, .. bytes, 0];
            var note = SignedNote.TryParse($"text\n\n— vote.example/demo2026 {Convert.ToBase64String(line)}\n")!;
            return Key.Check(note) == NoteVerdict.BadSignature;
        }).Check(Many);

    private static bool Proves(string receipt) =>
        TlogProof.TryParse(receipt)?.Verify(WorkedVector.Leaves[1], Key) == ProofVerdict.Valid;

    private static bool ReadsOrRefuses(string text)
    {
        foreach (var candidate in new[] { text, "a\n\n— " + text, WorkedVector.CheckpointText + "\n" + text, "c2sp.org/tlog-proof@v1\nindex " + text })
        {
            if (SignedNote.TryParse(candidate) is { } note)
                Key.Check(note);
            TlogProof.TryParse(candidate)?.Verify(WorkedVector.Leaves[1], Key);
        }
        return (Checkpoint.TryParse(text)?.ToText() ?? text) == text
            && (VerifierKey.TryParse(text)?.ToString() ?? text) == text;
    }
}
