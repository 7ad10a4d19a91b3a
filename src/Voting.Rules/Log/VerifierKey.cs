using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Voting.Rules.Log;

/// <summary>Signature types of C2SP signed-note that are known here.</summary>
public enum NoteKeyType
{
    /// <summary>Verified where the caller has an <see cref="Ed25519Verification"/>: .NET 10 has none of its own.</summary>
    Ed25519 = 1,

    /// <summary>DER signature over SHA-256 of the text.</summary>
    EcdsaP256 = 2,

    /// <summary>A witness's Ed25519 over time and text; see <see cref="Cosignature"/>.</summary>
    CosignatureV1 = 4,
}

/// <summary>A public key of a note, as <c>name+hex(key id)+base64(type ‖ key)</c>, C2SP signed-note.</summary>
public sealed class VerifierKey
{
    /// <summary>SubjectPublicKeyInfo of an uncompressed P-256 point up to the 0x04 before its coordinates, RFC 5480.</summary>
    private static ReadOnlySpan<byte> P256Prefix =>
    [
        0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01,
        0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04,
    ];

    private readonly byte[] _key;

    private VerifierKey(string name, NoteKeyType type, byte[] key)
    {
        (Name, Type, _key) = (name, type, key);
        byte[] identified = type == NoteKeyType.EcdsaP256 ? key : [.. Encoding.UTF8.GetBytes(name), (byte)'\n', (byte)type, .. key];
        KeyId = BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(identified));
    }

    public string Name { get; }

    public NoteKeyType Type { get; }

    /// <summary>For ECDSA the first four bytes of SHA-256(SubjectPublicKeyInfo), without the name.</summary>
    public uint KeyId { get; }

    /// <param name="name">The log's origin.</param>
    /// <exception cref="ArgumentException">Not a P-256 key, or no key name.</exception>
    public static VerifierKey FromEcdsa(string name, ECDsa key)
    {
        var info = key.ExportSubjectPublicKeyInfo();
        return StrictText.IsKeyName(name) && IsP256(info)
            ? new VerifierKey(name, NoteKeyType.EcdsaP256, info)
            : throw new ArgumentException("A log signs with a P-256 key under a name without spaces and plus.");
    }

    /// <param name="key">32 bytes.</param>
    /// <exception cref="ArgumentException">No such key, or no key name.</exception>
    public static VerifierKey FromEd25519(string name, byte[] key, NoteKeyType type = NoteKeyType.Ed25519) =>
        StrictText.IsKeyName(name) && type != NoteKeyType.EcdsaP256 && IsKey(type, key)
            ? new VerifierKey(name, type, key)
            : throw new ArgumentException("An Ed25519 key has 32 bytes and a name without spaces and plus.");

    /// <returns>Null when the string is no key of a known type, or its id does not belong to it.</returns>
    public static VerifierKey? TryParse(string vkey) =>
        vkey.Split('+', 3) is [var name, var id, var base64]
        && StrictText.IsKeyName(name)
        && SignedNote.IsNoteText(name + "\n")
        && StrictText.TryBase64(base64) is [var type, .. var bytes]
        && IsKey((NoteKeyType)type, bytes)
        && new VerifierKey(name, (NoteKeyType)type, bytes) is var key
        && key.KeyId.ToString("x8", CultureInfo.InvariantCulture) == id
            ? key
            : null;

    /// <summary>Whether this key signed the note.</summary>
    public bool Verify(SignedNote note, Ed25519Verification? ed25519 = null) => Check(note, ed25519) == NoteVerdict.Valid;

    /// <summary>Judges the lines with this key's name and id; all others are unknown keys and are passed over.</summary>
    /// <param name="ed25519">Null where the system has none: then keys of that kind are not supported.</param>
    public NoteVerdict Check(SignedNote note, Ed25519Verification? ed25519 = null)
    {
        if (Type != NoteKeyType.EcdsaP256 && ed25519 is null)
            return NoteVerdict.KeyNotSupported;
        var own = note.Signatures.Where(line => line.Name == Name && line.KeyId == KeyId).ToList();
        if (own.Count == 0)
            return NoteVerdict.NotSignedByKey;
        var isOwn = Type switch
        {
            NoteKeyType.EcdsaP256 => own.All(line => VerifyEcdsa(note.Text, line.Bytes)),
            NoteKeyType.Ed25519 => own.All(line => line.Bytes.Length == 64 && ed25519!(_key, Encoding.UTF8.GetBytes(note.Text), line.Bytes)),
            _ => own.All(line => Cosignature.Verify(_key, note.Text, line.Bytes, ed25519!)),
        };
        return isOwn ? NoteVerdict.Valid : NoteVerdict.BadSignature;
    }

    private bool VerifyEcdsa(string text, byte[] signature)
    {
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(_key, out _);
        return key.VerifyData(
            Encoding.UTF8.GetBytes(text), signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    /// <returns>The form that <see cref="TryParse"/> reads.</returns>
    public override string ToString() => $"{Name}+{KeyId:x8}+{Convert.ToBase64String([(byte)Type, .. _key])}";

    private static bool IsKey(NoteKeyType type, byte[] key) => type switch
    {
        NoteKeyType.Ed25519 or NoteKeyType.CosignatureV1 => key.Length == 32,
        NoteKeyType.EcdsaP256 => IsP256(key),
        _ => false,
    };

    private static bool IsP256(byte[] info)
    {
        if (info.Length != P256Prefix.Length + 64 || !info.AsSpan().StartsWith(P256Prefix))
            return false;
        try
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(info, out _);
            return true;
        }
        catch (CryptographicException)
        {
            return false; // the point is not on the curve
        }
    }
}
