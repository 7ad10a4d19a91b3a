using System.Security.Cryptography;
using System.Text;

namespace Voting.Server.Voters;

/// <summary>
/// A printed code: 13 signs of 27, 61 bits. No sign looks like another one: there is no 0, 1, I, L, O or U, and 8, 5, 2 and V stand
/// for B, S, Z and U as well when somebody types those.
/// </summary>
public static class VoterCode
{
    public const string Alphabet = "23456789ACDEFGHJKMNPQRTVWXY";
    private const int Length = 13;
    private const int Longest = 60;

    public static string New() => RandomNumberGenerator.GetString(Alphabet, Length);

    /// <summary>As it is printed: 4, 5 and 4 signs.</summary>
    public static string Show(string code) => $"{code[..4]}-{code[4..9]}-{code[9..]}";

    /// <summary>Case, spaces and hyphens do not matter, nor does full width.</summary>
    /// <returns>Null where it is no code.</returns>
    public static string? Read(string? typed)
    {
        if (typed is null or { Length: > Longest } || typed.Any(char.IsSurrogate))
            return null;
        var code = string.Concat(typed.Normalize(NormalizationForm.FormKC).ToUpperInvariant()
            .Where(c => !char.IsWhiteSpace(c) && c is not ('-' or '–' or '—' or '_' or '.'))
            .Select(c => c switch { 'B' => '8', 'S' => '5', 'Z' => '2', 'U' => 'V', _ => c }));
        return code.Length == Length && code.All(Alphabet.Contains) ? code : null;
    }
}
