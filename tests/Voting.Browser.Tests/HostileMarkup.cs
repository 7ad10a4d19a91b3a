using System.Globalization;
using System.Text.RegularExpressions;

namespace Voting.Browser.Tests;

/// <param name="Page">Where it would run; empty where it is only odd.</param>
/// <param name="Runs">Unescaped it runs or fetches as the page is shown, not only when somebody clicks.</param>
internal sealed record HostileText(int Number, string Text, string Page, bool Runs)
{
    /// <summary>What a reader of text would take: the rest is refused by fields that keep texts.</summary>
    public bool IsPrintable => !Text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t'));
}

/// <summary>The texts of <c>hostile-markup.txt</c>.</summary>
internal static class HostileMarkup
{
    public const string ElsewhereHost = "evil.example";

    public static IReadOnlyList<HostileText> All { get; } = [.. Read()];

    public static IReadOnlyList<HostileText> Printable { get; } = [.. All.Where(text => text.IsPrintable)];

    /// <summary>All of them in one, as far as the server reads a form with them: NUL it takes for no text.</summary>
    public static string Joined { get; } = string.Join(' ', All.Select(text => text.Text).Where(text => !text.Contains('\0')));

    /// <summary>Every text, several in a field as long as the field takes.</summary>
    public static IReadOnlyList<string> Fitting(int longest)
    {
        var fields = new List<string>();
        foreach (var (text, i) in Printable.Select((text, i) => (text.Text, i)))
            if (i > 0 && fields[^1].Length + 1 + text.Length <= longest)
                fields[^1] += " " + text;
            else
                fields.Add(text);
        return fields;
    }

    private static IEnumerable<HostileText> Read()
    {
        var (page, runs, number) = ("", false, 0);
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "hostile-markup.txt")))
            if (line.Length == 0 || line[0] == '#' && line.StartsWith("# ", StringComparison.Ordinal))
                continue;
            else if (line == "text")
                (page, runs) = ("", false);
            else if (Regex.Match(line, "^(runs|marks) in (.*)$") is { Success: true } head)
                (page, runs) = (head.Groups[2].Value, head.Groups[1].Value == "runs");
            else
                yield return new HostileText(++number, Decode(line, number), page, runs);
    }

    private static string Decode(string line, int number) => Regex.Replace(
            line, @"\{U\+([0-9A-F]+)\}", match => char.ConvertFromUtf32(int.Parse(match.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture)))
        .Replace("RAN", $"__ran({number})", StringComparison.Ordinal)
        .Replace("NUM", $"{number}", StringComparison.Ordinal);
}
