using System.Runtime.InteropServices;

namespace Voting.Rules.Signals;

/// <summary>A stretch of a sequence of durations whose every window is alike (<see cref="TightBand"/>); it begins and ends with one of the band.</summary>
/// <param name="From">First and last duration, positions in the sequence.</param>
/// <param name="Band">Of the tightest window.</param>
/// <param name="Window">Durations in a window.</param>
public readonly record struct TightRun(int From, int To, TightBand Band, int Window)
{
    /// <param name="durations">In the order in which they came; what is below <paramref name="floor"/> counts as that much.</param>
    /// <param name="least">Of the durations in a window, so many within one band.</param>
    /// <param name="counts">Whether a dense band means anything where it lies.</param>
    public static IReadOnlyList<TightRun> Find(IReadOnlyList<long> durations, long floor, int window, int least, Func<TightBand, bool> counts)
    {
        var (runs, ascending) = (new List<TightRun>(), new List<long>(window + 1));
        for (var i = 0; i < durations.Count; i++)
        {
            Insert(ascending, Math.Max(floor, durations[i]));
            if (ascending.Count > window)
                ascending.RemoveAt(ascending.BinarySearch(Math.Max(floor, durations[i - window])));
            if (ascending.Count < window || !TightBand.HoldsSome(CollectionsMarshal.AsSpan(ascending), least))
                continue;
            var band = TightBand.Densest(CollectionsMarshal.AsSpan(ascending));
            if (!counts(band))
                continue;
            var start = i - window + 1;
            if (runs is [.., var last] && start <= last.To)
                runs[^1] = last with { To = i, Band = band.Count > last.Band.Count ? band : last.Band };
            else
                runs.Add(new(start, i, band, window));
        }

        return [.. runs.Select(run => run.Trimmed(durations, floor))];
    }

    /// <summary>Honest neighbours before and after are in the first and last window too.</summary>
    private TightRun Trimmed(IReadOnlyList<long> durations, long floor)
    {
        var (from, to) = (From, To);
        while (!Band.Holds(Math.Max(floor, durations[from])))
            from++;
        while (!Band.Holds(Math.Max(floor, durations[to])))
            to--;
        return this with { From = from, To = to };
    }

    private static void Insert(List<long> ascending, long value)
    {
        var place = ascending.BinarySearch(value);
        ascending.Insert(place < 0 ? ~place : place, value);
    }
}
