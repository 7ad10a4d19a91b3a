namespace Voting.Rules.Signals;

/// <summary>Members that one or several overlapping runs tell of: one thing to look at.</summary>
/// <param name="From">First and last member, positions in the list that was searched.</param>
/// <param name="Longest">The longest of the runs.</param>
/// <param name="Loops">How many members on the longest run's durations reach.</param>
internal readonly record struct Stretch(int From, int To, TightRun Longest, int Loops)
{
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
}
