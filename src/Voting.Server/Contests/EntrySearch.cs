using System.Globalization;

namespace Voting.Server.Contests;

/// <summary>One page of a contest's entries, by group, number or words.</summary>
public sealed record EntrySearch(string? Group, string? Words, int Page, int PageSize)
{
    public const int DefaultPageSize = 24;
    public const int LargestPageSize = 200;

    /// <returns>Null when a number is no number or out of range.</returns>
    public static EntrySearch? TryParse(string? group, string? words, string? page, string? pageSize)
    {
        if (!TryNumber(page, 1, int.MaxValue / LargestPageSize, out var pageNumber)
            || !TryNumber(pageSize, DefaultPageSize, LargestPageSize, out var size))
            return null;
        return new EntrySearch(
            string.IsNullOrWhiteSpace(group) ? null : group, string.IsNullOrWhiteSpace(words) ? null : words.Trim(), pageNumber, size);
    }

    /// <summary>The page's entries in number order, and how many there are on all pages.</summary>
    public (IReadOnlyList<Entry> Items, int Total) In(Contest contest)
    {
        if (!contest.IsOnShow)
            return ([], 0);
        var found = contest.Shortlist.Where(entry => (Group is null || entry.Group == Group) && Matches(entry)).ToList();
        return ([.. found.Skip((Page - 1) * PageSize).Take(PageSize)], found.Count);
    }

    /// <summary>A number finds the entry of that number ("37", "037"); anything else is looked for in the texts.</summary>
    private bool Matches(Entry entry)
    {
        if (Words is null)
            return true;
        if (int.TryParse(Words.TrimEnd('号').Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return entry.Number == number;
        return Contains(entry.Title) || Contains(entry.Organization) || Contains(entry.Region);
    }

    private bool Contains(string text) =>
        CultureInfo.InvariantCulture.CompareInfo.IndexOf(
            text, Words!, CompareOptions.IgnoreCase | CompareOptions.IgnoreWidth) >= 0;

    private static bool TryNumber(string? text, int whenAbsent, int most, out int number)
    {
        number = whenAbsent;
        return text is null
            || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= 1 && number <= most);
    }
}
