using System.Security.Cryptography;
using Voting.Server.Contests;

namespace Voting.Server.Panel;

/// <summary>
/// Draws experts for entries: every entry gets so many, nobody many more than others, nobody an entry that they seem close to or have
/// stepped aside at.
/// </summary>
public static class RandomAssignment
{
    /// <param name="seats">Who can still be given entries.</param>
    /// <param name="wanted">How many more experts each entry needs.</param>
    /// <param name="isBarred">Whether a seat has stepped aside at an entry.</param>
    /// <returns>Entry numbers by seat, ascending; an entry with too few possible experts gets those there are.</returns>
    public static IReadOnlyDictionary<long, IReadOnlyList<int>> Draw(
        IReadOnlyList<Entry> entries, IReadOnlyList<Expert> seats, Func<Entry, int> wanted, Func<Expert, Entry, bool> isBarred)
    {
        var drawn = seats.ToDictionary(seat => seat.Id, _ => new List<int>());
        // The entries with the least choice first: what others leave over might not be enough for them.
        var order = Shuffled(entries.Select(entry => (Entry: entry, Seats: seats.Where(seat => !seat.SeemsCloseTo(entry) && !isBarred(seat, entry)).ToList())))
            .OrderBy(line => line.Seats.Count);
        foreach (var (entry, possible) in order)
            foreach (var seat in Shuffled(possible).OrderBy(seat => drawn[seat.Id].Count).Take(wanted(entry)))
                drawn[seat.Id].Add(entry.Number);
        return drawn.ToDictionary(seat => seat.Key, seat => (IReadOnlyList<int>)[.. seat.Value.Order()]);
    }

    private static T[] Shuffled<T>(IEnumerable<T> items)
    {
        var all = items.ToArray();
        RandomNumberGenerator.Shuffle(all.AsSpan());
        return all;
    }
}
