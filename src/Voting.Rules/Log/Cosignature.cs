using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Voting.Rules.Log;

/// <summary>
/// A witness's signature over a checkpoint and the time it saw it (C2SP tlog-cosignature, <c>cosignature/v1</c>): eight bytes
/// of time, big-endian, in front of an Ed25519 signature.
/// </summary>
public static class Cosignature
{
    public const int Length = TimeLength + 64;

    private const int TimeLength = 8;

    /// <returns>The witness's line, ready to stand behind the log's own lines of a note.</returns>
    /// <param name="name">The witness's key name.</param>
    /// <param name="text">The checkpoint's text.</param>
    /// <param name="time">Unix seconds.</param>
    public static string Line(string name, Ed25519Signing key, string text, long time)
    {
        var bytes = new byte[Length];
        BinaryPrimitives.WriteInt64BigEndian(bytes, time);
        key.Sign(Message(text, time)).CopyTo(bytes, TimeLength);
        var verifier = VerifierKey.FromEd25519(name, key.PublicKey, NoteKeyType.CosignatureV1);
        return SignedNote.Line(new NoteSignature(verifier.Name, verifier.KeyId, bytes));
    }

    /// <summary>What is signed.</summary>
    internal static byte[] Message(string text, long time) =>
        Encoding.UTF8.GetBytes($"cosignature/v1\ntime {time.ToString(CultureInfo.InvariantCulture)}\n{text}");

    internal static bool Verify(
        ReadOnlySpan<byte> key, string text, ReadOnlySpan<byte> bytes, Ed25519Verification ed25519) =>
        bytes.Length == Length
        && BinaryPrimitives.ReadInt64BigEndian(bytes) is >= 0 and var time
        && ed25519(key, Message(text, time), bytes[TimeLength..]);
}
