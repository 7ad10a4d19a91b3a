using System.Globalization;
using Voting.Rules.Ranking;

namespace Voting.Rules.Analysis;

/// <summary>Numbers as worked arithmetic shows them: six decimals at most, so that whoever computes on has four.</summary>
public static class WorkedNumber
{
    public const int Decimals = 6;

    /// <summary>Of a negative number in brackets, so that it can stand behind any sign.</summary>
    public static string Of(Rational value)
    {
        var text = value.Round(Decimals).ToString("0.######", CultureInfo.InvariantCulture);
        return text[0] == '-' && text != "-0" ? $"(−{text[1..]})" : text;
    }

    public static string Of(long value) => value.ToString(CultureInfo.InvariantCulture);
}
