using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Voting.Server.Voters;

/// <summary>A phone number in its international form, so that one phone is one voter however its number is typed.</summary>
/// <param name="International">E.164: <c>+</c>, country, number.</param>
/// <param name="Local">Without the configured country, as gateways of that country want it.</param>
public sealed record PhoneNumber(string International, string Local)
{
    /// <summary>For a page: enough to see which phone it is, too little to ring it.</summary>
    public string Masked => Local.Length > 7 ? $"{Local[..3]}****{Local[^4..]}" : "****";
}

/// <summary>Reads numbers as people type them and says which get messages.</summary>
public sealed class PhoneNumbers(IOptions<SmsOptions> options)
{
    private const int Longest = 40;

    private readonly string _country = options.Value.Country;
    private readonly Regex _allowed = new($@"^(?:{options.Value.Numbers})\z", RegexOptions.NonBacktracking);

    /// <returns>Null where it is no number that gets messages.</returns>
    public PhoneNumber? Read(string? typed)
    {
        if (typed is null or { Length: > Longest } || !TryNormalize(typed, out var text))
            return null;
        if (text.StartsWith("00", StringComparison.Ordinal))
            text = "+" + text[2..];
        string[] readings = text.StartsWith('+') ? [text] : [$"+{_country}{text}", $"+{text}"];
        return readings.FirstOrDefault(_allowed.IsMatch) is { } number
            ? new PhoneNumber(number, number.StartsWith($"+{_country}", StringComparison.Ordinal) ? number[(_country.Length + 1)..] : number)
            : null;
    }

    /// <summary>Full-width digits are digits; what people put between digits goes.</summary>
    private static bool TryNormalize(string typed, out string text)
    {
        text = "";
        if (typed.Any(char.IsSurrogate))
            return false;
        text = string.Concat(typed.Normalize(NormalizationForm.FormKC).Where(c => !char.IsWhiteSpace(c) && c is not ('-' or '(' or ')' or '.')));
        return text.TrimStart('+').Length > 0 && text.TrimStart('+').All(char.IsAsciiDigit) && text.LastIndexOf('+') <= 0;
    }
}
