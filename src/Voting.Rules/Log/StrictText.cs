using System.Globalization;

namespace Voting.Rules.Log;

/// <summary>Readings with one spelling each: whatever would not be written back the same is refused.</summary>
internal static class StrictText
{
    /// <summary>Decimal without sign or leading zeros, up to 2^63-1.</summary>
    public static bool TryDecimal(string text, out long value) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value)
        && value.ToString(CultureInfo.InvariantCulture) == text;

    /// <summary>RFC 4648 section 4, padded, zero trailing bits, no whitespace.</summary>
    public static byte[]? TryBase64(string text)
    {
        var bytes = new byte[text.Length / 4 * 3];
        return Convert.TryFromBase64String(text, bytes, out var length)
            && Convert.ToBase64String(bytes, 0, length) == text
            ? bytes[..length]
            : null;
    }

    /// <summary>A 32-byte hash in <see cref="TryBase64"/> form.</summary>
    public static byte[]? TryHash(string text) =>
        text.Length == 44 && TryBase64(text) is { Length: MerkleTree.HashSize } hash ? hash : null;

    /// <summary>A key name of C2SP signed-note: not empty, no spaces, no plus, no control characters.</summary>
    public static bool IsKeyName(string name) =>
        name.Length > 0 && !name.Any(unit => unit == '+' || char.IsControl(unit) || char.IsWhiteSpace(unit));
}
