using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Voting.Server.Voters;

/// <summary>A proof-of-work challenge in the form of ALTCHA v2, whose widget solves it unmodified.</summary>
/// <param name="Signature">Hex of HMAC-SHA256 over <see cref="ChallengeParameters.Canonical"/>.</param>
public sealed record Challenge(ChallengeParameters Parameters, string Signature)
{
    public static Challenge Sign(ChallengeParameters parameters, byte[] secret) =>
        new(parameters, Convert.ToHexStringLower(HMACSHA256.HashData(secret, parameters.Canonical())));

    public bool IsSignedBy(byte[] secret) =>
        Signature.Length == 2 * HMACSHA256.HashSizeInBytes && CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(Sign(Parameters, secret).Signature), Encoding.ASCII.GetBytes(Signature));
}

/// <summary>What a challenge asks for.</summary>
/// <param name="Cost">Iterations of one derivation.</param>
/// <param name="Data">What it is bound to.</param>
/// <param name="ExpiresAt">Unix seconds.</param>
/// <param name="KeyLength">Bytes.</param>
/// <param name="KeyPrefix">Hex digits, an odd number too, with which the derived key has to begin.</param>
/// <param name="Nonce">Hex of 16 bytes; the password begins with them.</param>
/// <param name="Salt">Hex of 16 bytes.</param>
public sealed record ChallengeParameters(
    string Algorithm, int Cost, IReadOnlyDictionary<string, string>? Data, long? ExpiresAt, int KeyLength, string KeyPrefix,
    string Nonce, string Salt)
{
    public const string Pbkdf2 = "PBKDF2/SHA-256";
    public const int DerivedLength = 32;
    public const int MostCost = 50_000;
    private const int HexOf16Bytes = 32;
    private const int LongestPrefix = 8;

    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whether it is of the one kind that is made here, whoever signed it: no other algorithm or length, no cost without end.</summary>
    public bool IsOfOurKind() =>
        Algorithm == Pbkdf2 && KeyLength == DerivedLength && Cost is >= 1 and <= MostCost && ExpiresAt is not null
        && KeyPrefix.Length is >= 1 and <= LongestPrefix && IsHex(KeyPrefix)
        && Nonce.Length == HexOf16Bytes && IsHex(Nonce) && Salt.Length == HexOf16Bytes && IsHex(Salt);

    /// <summary>The bytes that are signed: JSON with its members sorted, no spaces, absent members left out.</summary>
    public byte[] Canonical()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            json.WriteString("algorithm", Algorithm);
            json.WriteNumber("cost", Cost);
            if (Data is not null)
            {
                json.WriteStartObject("data");
                foreach (var (name, value) in Data.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                    json.WriteString(name, value);
                json.WriteEndObject();
            }

            if (ExpiresAt is { } expires)
                json.WriteNumber("expiresAt", expires);
            json.WriteNumber("keyLength", KeyLength);
            json.WriteString("keyPrefix", KeyPrefix);
            json.WriteString("nonce", Nonce);
            json.WriteString("salt", Salt);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The key for a counter: PBKDF2 over the nonce and the counter as 4 bytes, big-endian.</summary>
    public byte[] Derive(uint counter) => Rfc2898DeriveBytes.Pbkdf2(
        Convert.FromHexString(Nonce + counter.ToString("x8", CultureInfo.InvariantCulture)), Convert.FromHexString(Salt), Cost,
        HashAlgorithmName.SHA256, KeyLength);

    public bool IsSolvedBy(string derivedKey) => derivedKey.StartsWith(KeyPrefix, StringComparison.Ordinal);

    internal static bool IsHex(string text) => !text.AsSpan().ContainsAnyExcept(Hex);
}
