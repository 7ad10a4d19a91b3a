using System.Collections.Concurrent;
using System.Security.Cryptography;
using Voting.Rules.Log;
using Voting.Server.Storage;

namespace Voting.Server.Log;

/// <summary>The server's checkpoint key (ECDSA P-256, PKCS#8 in the key folder) under the name of each contest's log.</summary>
public sealed class LogKeys : IDisposable
{
    public const string FileName = "log.key";

    private readonly ECDsa _key = ECDsa.Create();
    private readonly ConcurrentDictionary<string, NoteSigner> _signers = new();

    public LogKeys(KeyFolder folder)
    {
        var pkcs8 = folder.GetOrCreate(FileName, () =>
        {
            using var fresh = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            return fresh.ExportPkcs8PrivateKey();
        });
        _key.ImportPkcs8PrivateKey(pkcs8, out _);
    }

    /// <summary>What a database commits to; the private half stays in the folder.</summary>
    public byte[] PublicKey => _key.ExportSubjectPublicKeyInfo();

    public NoteSigner SignerFor(string origin) => _signers.GetOrAdd(origin, name => new NoteSigner(name, _key));

    public VerifierKey VerifierFor(string origin) => VerifierKey.FromEcdsa(origin, _key);

    /// <summary>What is published as <c>vkey</c>: one verifier key a line.</summary>
    public string VerifierLines(string origin) => $"{VerifierFor(origin)}\n";

    public void Dispose() => _key.Dispose();
}
