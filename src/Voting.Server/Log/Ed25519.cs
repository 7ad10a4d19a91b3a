using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Voting.Rules.Log;

namespace Voting.Signatures;

/// <summary>
/// Ed25519 (RFC 8032) by the system's libcrypto, where there is one: OpenSSL 3 or 1.1.1. Looked for once a process; nothing here
/// may be called where it is not <see cref="IsAvailable"/>.
/// </summary>
public static class Ed25519
{
    public const int SeedLength = 32;

    private const int KeyLength = 32;
    private const int SignatureLength = 64;
    private const int Nid = 1087;
    private const string Library = "libcrypto";

    // A name without its version is not asked for: macOS ends a process that loads its own by that name.
    private static readonly string[] Names =
        ["libcrypto.so.3", "libcrypto.so.1.1", "libcrypto.3.dylib", "libcrypto.1.1.dylib", "libcrypto-3-x64.dll", "libcrypto-3-arm64.dll"];

    private static readonly nint Loaded = Load();

    public static bool IsAvailable => Loaded != 0;

    /// <summary>For verifiers; null where the system has no Ed25519.</summary>
    public static Ed25519Verification? Verification => IsAvailable ? Verify : null;

    /// <param name="seed">The private key of RFC 8032: 32 random bytes.</param>
    /// <remarks>The key object lives as long as the process.</remarks>
    public static Ed25519Signing FromSeed(byte[] seed)
    {
        var key = Checked(EVP_PKEY_new_raw_private_key(Nid, 0, seed, (nuint)seed.Length));
        var (publicKey, length) = (new byte[KeyLength], (nuint)KeyLength);
        Check(EVP_PKEY_get_raw_public_key(key, publicKey, ref length));
        return new Ed25519Signing(publicKey, message => Sign(key, message));
    }

    private static byte[] Sign(nint key, byte[] message)
    {
        var context = Checked(EVP_MD_CTX_new());
        try
        {
            var (signature, length) = (new byte[SignatureLength], (nuint)SignatureLength);
            Check(EVP_DigestSignInit(context, 0, 0, 0, key));
            Check(EVP_DigestSign(context, signature, ref length, message, (nuint)message.Length));
            return signature;
        }
        finally
        {
            EVP_MD_CTX_free(context);
        }
    }

    private static bool Verify(ReadOnlySpan<byte> key, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (key.Length != KeyLength || signature.Length != SignatureLength)
            return false;
        var publicKey = EVP_PKEY_new_raw_public_key(Nid, 0, key.ToArray(), KeyLength);
        if (publicKey == 0)
            return false;
        var context = Checked(EVP_MD_CTX_new());
        try
        {
            Check(EVP_DigestVerifyInit(context, 0, 0, 0, publicKey));
            return EVP_DigestVerify(context, signature.ToArray(), SignatureLength, message.ToArray(), (nuint)message.Length) == 1;
        }
        finally
        {
            EVP_MD_CTX_free(context);
            EVP_PKEY_free(publicKey);
        }
    }

    private static nint Load()
    {
        var found = Names.Select(name => NativeLibrary.TryLoad(name, out var handle) ? handle : 0)
            .FirstOrDefault(handle => handle != 0 && NativeLibrary.TryGetExport(handle, nameof(EVP_DigestSign), out _));
        NativeLibrary.SetDllImportResolver(typeof(Ed25519).Assembly, (name, _, _) => name == Library ? found : 0);
        return found;
    }

    private static nint Checked(nint pointer) => pointer != 0 ? pointer : throw new CryptographicException("libcrypto refused an Ed25519 key.");

    private static void Check(int result)
    {
        if (result != 1)
            throw new CryptographicException("libcrypto could not use an Ed25519 key.");
    }

    [DllImport(Library)]
    private static extern nint EVP_PKEY_new_raw_private_key(int type, nint engine, byte[] key, nuint length);

    [DllImport(Library)]
    private static extern nint EVP_PKEY_new_raw_public_key(int type, nint engine, byte[] key, nuint length);

    [DllImport(Library)]
    private static extern int EVP_PKEY_get_raw_public_key(nint key, byte[] publicKey, ref nuint length);

    [DllImport(Library)]
    private static extern void EVP_PKEY_free(nint key);

    [DllImport(Library)]
    private static extern nint EVP_MD_CTX_new();

    [DllImport(Library)]
    private static extern void EVP_MD_CTX_free(nint context);

    [DllImport(Library)]
    private static extern int EVP_DigestSignInit(nint context, nint keyContext, nint digest, nint engine, nint key);

    [DllImport(Library)]
    private static extern int EVP_DigestSign(nint context, byte[] signature, ref nuint length, byte[] message, nuint messageLength);

    [DllImport(Library)]
    private static extern int EVP_DigestVerifyInit(nint context, nint keyContext, nint digest, nint engine, nint key);

    [DllImport(Library)]
    private static extern int EVP_DigestVerify(nint context, byte[] signature, nuint length, byte[] message, nuint messageLength);
}
