using System.Collections.Concurrent;
using System.Security.Cryptography;
using Voting.Rules.Log;
using Voting.Server.Storage;
using Voting.Signatures;

namespace Voting.Server.Log;

/// <summary>
/// The server's checkpoint keys under the name of each contest's log: ECDSA P-256 (PKCS#8 in the key folder), and Ed25519 (its
/// seed) where this system can sign with it.
/// </summary>
public sealed class LogKeys : IDisposable
{
    public const string FileName = "log.key";
    public const string Ed25519FileName = "log-ed25519.key";

    private readonly ECDsa _key = ECDsa.Create();
    private readonly Ed25519Signing? _ed25519;
    private readonly ConcurrentDictionary<string, NoteSigner> _signers = new();

    public LogKeys(KeyFolder folder)
    {
        var pkcs8 = folder.GetOrCreate(FileName, () =>
        {
            using var fresh = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            return fresh.ExportPkcs8PrivateKey();
        });
        _key.ImportPkcs8PrivateKey(pkcs8, out _);
        if (Ed25519.IsAvailable)
            _ed25519 = Ed25519.FromSeed(folder.GetOrCreateSecret(Ed25519FileName));
    }

    /// <summary>What a database commits to; the private half stays in the folder.</summary>
    public byte[] PublicKey => _key.ExportSubjectPublicKeyInfo();

    /// <summary>Null where this system has no Ed25519: checkpoints then have the P-256 line only.</summary>
    public byte[]? Ed25519PublicKey => _ed25519?.PublicKey;

    public NoteSigner SignerFor(string origin) => _signers.GetOrAdd(origin, name => new NoteSigner(name, _key, _ed25519));

    /// <summary>The key that every verifier can check.</summary>
    public VerifierKey VerifierFor(string origin) => SignerFor(origin).VerifierKey;

    /// <summary>What is published as <c>vkey</c>: one verifier key a line.</summary>
    public string VerifierLines(string origin) => string.Concat(VerifiersFor(origin).Select(key => $"{key}\n"));

    /// <summary>All keys that sign this log, the one of <see cref="VerifierFor"/> first.</summary>
    public IEnumerable<VerifierKey> VerifiersFor(string origin) =>
        SignerFor(origin).Ed25519VerifierKey is { } second ? [VerifierFor(origin), second] : [VerifierFor(origin)];

    public void Dispose() => _key.Dispose();
}
