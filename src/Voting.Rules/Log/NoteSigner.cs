using System.Security.Cryptography;
using System.Text;

namespace Voting.Rules.Log;

/// <summary>Signs notes with a P-256 key. The key stays the caller's, who disposes it; as safe for concurrent use as the key.</summary>
/// <param name="name">The log's origin: the key name of every signature.</param>
public sealed class NoteSigner(string name, ECDsa key)
{
    public VerifierKey VerifierKey { get; } = VerifierKey.FromEcdsa(name, key);

    /// <param name="text">Ends with a newline; no other control characters.</param>
    /// <returns>The whole note: text, blank line, signature line. ECDSA is randomised: signing again differs.</returns>
    public string Sign(string text)
    {
        if (!SignedNote.IsNoteText(text))
            throw new ArgumentException("A note's text ends with a newline and has no other control characters.", nameof(text));
        var bytes = key.SignData(
            Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return SignedNote.Format(text, new NoteSignature(VerifierKey.Name, VerifierKey.KeyId, bytes));
    }
}
