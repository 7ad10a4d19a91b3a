using System.Security.Cryptography;
using System.Text;
using Voting.Rules.Log;
using Voting.Signatures;

namespace Voting.Verify.Witness;

/// <summary>The key a witness cosigns with: a file of two lines, its name and 32 random bytes in base64.</summary>
public sealed class WitnessKey
{
    private readonly Ed25519Signing _signing;

    private WitnessKey(string name, byte[] seed)
    {
        _signing = Ed25519.FromSeed(seed);
        Verifier = VerifierKey.FromEd25519(name, _signing.PublicKey, NoteKeyType.CosignatureV1);
    }

    /// <summary>What the log's operator puts into <c>Log:Witnesses</c>, behind the address.</summary>
    public VerifierKey Verifier { get; }

    /// <param name="name">For a key that does not exist yet; it is made then, readable by its owner only.</param>
    public static WitnessKey Open(string path, string? name)
    {
        if (!Ed25519.IsAvailable)
            throw new UsageException("A witness signs with Ed25519, and this system has no libcrypto of OpenSSL 3 or 1.1.1 that could");
        if (!File.Exists(path))
            Create(path, name ?? throw new UsageException($"There is no key in {path}: give --name to make one"));
        var seed = new byte[Ed25519.SeedLength];
        if (File.ReadAllText(path).Split('\n') is not [var known, var base64, ..]
            || !Convert.TryFromBase64String(base64, seed, out var length) || length != seed.Length)
            throw new UsageException($"{path} is no witness's key: a line with its name, a line with 32 bytes in base64");
        return name is null || name == known
            ? Named(known, seed)
            : throw new UsageException($"the key in {path} is of {known}");
    }

    public string Cosign(string checkpointText, DateTimeOffset now) =>
        Cosignature.Line(Verifier.Name, _signing, checkpointText, now.ToUnixTimeSeconds());

    private static void Create(string path, string name)
    {
        var seed = RandomNumberGenerator.GetBytes(Ed25519.SeedLength);
        Named(name, seed);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        file.Write(Encoding.UTF8.GetBytes($"{name}\n{Convert.ToBase64String(seed)}\n"));
        file.Flush(flushToDisk: true);
    }

    private static WitnessKey Named(string name, byte[] seed)
    {
        try
        {
            return new WitnessKey(name, seed);
        }
        catch (ArgumentException)
        {
            throw new UsageException($"'{name}' can not be a key's name: no spaces, no plus");
        }
    }
}
