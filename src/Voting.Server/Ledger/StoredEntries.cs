namespace Voting.Server.Ledger;

/// <summary>A ballot's entries as they stand in its row: a JSON array of numbers, without spaces.</summary>
internal static class StoredEntries
{
    /// <summary>Millions of them are read when a box is filled, so no general reader is asked.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static int[] Read(string json)
    {
        if (json is not ['[', .., ']'])
            throw new FormatException($"Not the entries of a ballot: {json}");
        var numbers = json.AsSpan(1, json.Length - 2);
        var entries = new int[numbers.IsEmpty ? 0 : numbers.Count(',') + 1];
        var place = 0;
        foreach (var digit in numbers)
        {
            if (digit == ',')
                place++;
            else if (char.IsAsciiDigit(digit))
                entries[place] = checked((entries[place] * 10) + (digit - '0'));
            else
                throw new FormatException($"Not the entries of a ballot: {json}");
        }

        return entries;
    }
}
