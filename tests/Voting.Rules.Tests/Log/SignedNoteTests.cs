using System.Security.Cryptography;
using Voting.Rules.Log;

namespace Voting.Rules.Tests.Log;

public class SignedNoteTests
{
    private const string Signature =
        "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=";

    private const string Line = "— example.com/foo " + Signature + "\n";

    [Fact]
    public void The_example_of_the_specification_is_read()
    {
        var note = SignedNote.TryParse("This is an example message.\n\n" + Line);
        Assert.NotNull(note);
        Assert.Equal("This is an example message.\n", note.Text);
        var line = Assert.Single(note.Signatures);
        Assert.Equal(("example.com/foo", 0x530d903au), (line.Name, line.KeyId));
        Assert.Equal(64, line.Bytes.Length);
    }

    [Fact]
    public void The_text_ends_at_the_last_empty_line()
    {
        var note = SignedNote.TryParse("Ognuno sta solo\n\ned è subito sera.\n😀\n\n" + Line + Line);
        Assert.Equal("Ognuno sta solo\n\ned è subito sera.\n😀\n", note?.Text);
        Assert.Equal(2, note?.Signatures.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("text\n")]
    [InlineData("text\n\n")]
    [InlineData("text\n" + Line)]
    [InlineData("text\n\n" + Line + "\n")]
    [InlineData("text\n\n" + Line + "more\n")]
    [InlineData("text\n\n— example.com/foo " + Signature)]
    [InlineData("text\n\n- example.com/foo " + Signature + "\n")]
    [InlineData("text\n\n—example.com/foo " + Signature + "\n")]
    [InlineData("text\n\n—  " + Signature + "\n")]
    [InlineData("text\n\n— example.com/foo  " + Signature + "\n")]
    [InlineData("text\n\n— example.com/foo " + Signature + " \n")]
    [InlineData("text\n\n— example.com/foo \n")]
    [InlineData("text\n\n— example.com/foo Uw2QOg==\n")]
    [InlineData("text\n\n— example.com/foo Uw2QOkn8srV=\n")]
    [InlineData("text\n\n— example.com/foo Uw2Q Okn8\n")]
    [InlineData("text\n\n— example+com/foo " + Signature + "\n")]
    [InlineData("text\n\n— example\u00a0com/foo " + Signature + "\n")]
    [InlineData("te\rxt\n\n" + Line)]
    [InlineData("te\0xt\n\n" + Line)]
    [InlineData("te\txt\n\n" + Line)]
    public void Any_other_spelling_is_no_note(string note) => Assert.Null(SignedNote.TryParse(note));

    [Fact]
    public void Text_without_a_UTF8_form_is_no_note()
    {
        foreach (var text in new[] { "te\ud800xt", "te\udc00\ud800xt", "text\ud800" })
            Assert.Null(SignedNote.TryParse(text + "\n\n" + Line));
    }

    [Fact]
    public void Size_and_number_of_signatures_are_limited()
    {
        Assert.NotNull(SignedNote.TryParse("text\n\n" + string.Concat(Enumerable.Repeat(Line, SignedNote.MaxSignatures))));
        Assert.Null(SignedNote.TryParse("text\n\n" + string.Concat(Enumerable.Repeat(Line, SignedNote.MaxSignatures + 1))));
        Assert.Null(SignedNote.TryParse(new string('x', SignedNote.MaxLength) + "\n\n" + Line));
    }

    [Fact]
    public void What_the_signer_signs_verifies_and_nothing_else_does()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var signer = new NoteSigner("vote.example/a", key);
        var text = signer.Sign(WorkedVector.CheckpointText);
        var note = SignedNote.TryParse(text)!;

        Assert.StartsWith(WorkedVector.CheckpointText + "\n— vote.example/a ", text, StringComparison.Ordinal);
        Assert.Equal(NoteVerdict.Valid, VerifierKey.TryParse(signer.VerifierKey.ToString())!.Check(note));
        Assert.Equal(NoteVerdict.NotSignedByKey, VerifierKey.FromEcdsa("vote.example/a", other).Check(note));
        Assert.Equal(NoteVerdict.NotSignedByKey, VerifierKey.FromEcdsa("vote.example/b", key).Check(note));
        Assert.Equal(NoteVerdict.BadSignature, signer.VerifierKey.Check(SignedNote.TryParse("x" + text)!));
    }

    [Fact]
    public void One_bad_line_of_a_known_key_spoils_the_note()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var signer = new NoteSigner("vote.example/a", key);
        var (good, stray) = (signer.Sign("text\n"), signer.Sign("other\n"));
        var both = SignedNote.TryParse(good + stray[(stray.IndexOf("\n\n", StringComparison.Ordinal) + 2)..])!;
        Assert.Equal(2, both.Signatures.Count);
        Assert.False(signer.VerifierKey.Verify(both));
    }

    [Fact]
    public void The_signer_refuses_what_could_not_be_read_back()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var wide = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Assert.Throws<ArgumentException>(() => new NoteSigner("a b", key));
        Assert.Throws<ArgumentException>(() => new NoteSigner("a", wide));
        Assert.Throws<ArgumentException>(() => new NoteSigner("a", key).Sign("no newline"));
        Assert.Throws<ArgumentException>(() => new NoteSigner("a", key).Sign("a\tb\n"));
    }
}
