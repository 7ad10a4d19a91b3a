using System.Security.Cryptography;
using System.Text;

namespace Voting.Rules.Log;

/// <summary>
/// Signs notes with a P-256 key, which every verifier can check, and with an Ed25519 key where there is one. The keys stay the
/// caller's, who disposes them; as safe for concurrent use as the keys.
/// </summary>
/// <param name="name">The log's origin: the key name of every signature.</param>
public sealed class NoteSigner(string name, ECDsa key, Ed25519Signing? ed25519 = null)
{
    public VerifierKey VerifierKey { get; } = VerifierKey.FromEcdsa(name, key);

    /// <summary>Null where notes have the P-256 line only.</summary>
    public VerifierKey? Ed25519VerifierKey { get; } = ed25519 is null ? null : VerifierKey.FromEd25519(name, ed25519.PublicKey);

    /// <param name="text">Ends with a newline; no other control characters.</param>
    /// <returns>The whole note: text, blank line, a line for each key, P-256 first. ECDSA is randomised: signing again differs.</returns>
    public string Sign(string text)
    {
        if (!SignedNote.IsNoteText(text))
            throw new ArgumentException("A note's text ends with a newline and has no other control characters.", nameof(text));
        var signed = Encoding.UTF8.GetBytes(text);
        var ecdsa = new NoteSignature(
            VerifierKey.Name, VerifierKey.KeyId, key.SignData(signed, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        return Ed25519VerifierKey is { } second
            ? SignedNote.Format(text, ecdsa, new NoteSignature(second.Name, second.KeyId, ed25519!.Sign(signed)))
            : SignedNote.Format(text, ecdsa);
    }
}
