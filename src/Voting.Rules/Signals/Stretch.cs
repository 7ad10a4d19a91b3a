namespace Voting.Rules.Signals;

/// <summary>Members that one or several overlapping runs tell of: one thing to look at.</summary>
/// <param name="From">First and last member, positions in the list that was searched.</param>
/// <param name="Longest">The longest of the runs.</param>
/// <param name="Loops">How many members on the longest run's durations reach.</param>
internal readonly record struct Stretch(int From, int To, TightRun Longest, int Loops)
{
    private const double OfSurge = 2d / 3;

    public int Count => To - From + 1;

    public static IReadOnlyList<Stretch> Join(IEnumerable<Stretch> stretches)
    {
        var joined = new List<Stretch>();
        foreach (var next in stretches.OrderBy(stretch => stretch.From).ThenByDescending(stretch => stretch.To).ThenBy(stretch => stretch.Loops))
        {
            if (joined is not [.., var last] || next.From > last.To)
                joined.Add(next);
            else
                joined[^1] = (next.Longest.Length > last.Longest.Length ? next : last) with { From = last.From, To = Math.Max(last.To, next.To) };
        }

        return joined;
    }

    /// <summary>
    /// A surge that is mostly these stretches (<see cref="OfSurge"/>) is one of them as a whole: what made the most of it made the rest.
    /// </summary>
    /// <param name="surges">Of the same list of members; asked for only where there are stretches.</param>
    public static IReadOnlyList<Stretch> Join(IReadOnlyList<Stretch> stretches, Func<IReadOnlyList<Surge>> surges)
    {
        if (stretches.Count == 0)
            return [];
        var joined = Join(stretches);
        return Join(
        [
            .. joined,
            .. from surge in surges()
               let within = joined.Where(stretch => stretch.From <= surge.To && stretch.To >= surge.From).ToList()
               where within.Sum(stretch => Math.Min(stretch.To, surge.To) - Math.Max(stretch.From, surge.From) + 1) >= OfSurge * surge.Count
               select within.MaxBy(stretch => stretch.Longest.Length) with { From = surge.From, To = surge.To },
        ]);
    }
}
