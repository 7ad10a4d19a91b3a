using System.Globalization;

namespace Voting.Rules.Log;

/// <summary>A tile's number in a path, C2SP tlog-tiles: 1234067 is <c>x001/x234/067</c>, with <c>.p/W</c> when only W wide.</summary>
public static class TilePath
{
    /// <summary>18 digits: more tiles than any tree has, and no overflow.</summary>
    private const int MaxGroups = 6;

    /// <param name="width">Hashes or entries: 1 to 256, 256 being a full tile.</param>
    public static string Format(long number, int width = Tile.FullWidth)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, Tile.FullWidth);
        var path = Group(number % 1000);
        for (var rest = number / 1000; rest > 0; rest /= 1000)
            path = "x" + Group(rest % 1000) + "/" + path;
        return width == Tile.FullWidth ? path : path + ".p/" + width.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Reads what <see cref="Format"/> writes and nothing else.</summary>
    public static bool TryParse(string path, out long number, out int width)
    {
        (number, width) = (0, Tile.FullWidth);
        var partial = path.Split(".p/");
        if (partial.Length > 2)
            return false;
        if (partial.Length == 2)
        {
            if (!StrictText.TryDecimal(partial[1], out var wide) || wide is 0 or >= Tile.FullWidth)
                return false;
            width = (int)wide;
        }
        var groups = partial[0].Split('/');
        if (groups.Length > MaxGroups)
            return false;
        for (var i = 0; i < groups.Length; i++)
        {
            var isLast = i == groups.Length - 1;
            var digits = isLast ? groups[i] : groups[i].StartsWith('x') ? groups[i][1..] : "";
            if (digits.Length != 3 || !digits.All(char.IsAsciiDigit))
                return false;
            number = number * 1000 + int.Parse(digits, CultureInfo.InvariantCulture);
            if (number == 0 && !isLast)
                return false;
        }
        return true;
    }

    private static string Group(long value) => value.ToString("000", CultureInfo.InvariantCulture);
}
