namespace Voting.Rules.Log;

/// <summary>
/// The restricted canonical JSON of the log, a subset of RFC 8785: one object; members sorted by code unit, each once; no
/// whitespace; keys and strings of <c>[ -~]</c> without <c>"</c> and <c>\</c>; integers up to 2^53-1; arrays and objects of
/// these. Written by <see cref="CanonicalObject"/>.
/// </summary>
public static class CanonicalJson
{
    /// <summary>Bytes. A tlog-tiles entry carries its length in 16 bits.</summary>
    public const int MaxBytes = 65_535;

    /// <summary>2^53-1, the largest integer every JSON reader keeps.</summary>
    public const long MaxInteger = 9_007_199_254_740_991;

    /// <summary>
    /// Whether the bytes are exactly what the writer would write. False, never an exception, for anything else; bytes that
    /// pass are valid JSON of unique keys for any reader.
    /// </summary>
    public static bool IsCanonical(ReadOnlySpan<byte> utf8) =>
        utf8.Length <= MaxBytes && new CanonicalScanner(utf8).IsOneObject();

    internal static bool IsPlain(char unit) => unit is >= ' ' and <= '~' and not '"' and not '\\';
}
