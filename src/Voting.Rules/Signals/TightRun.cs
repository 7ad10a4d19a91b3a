using System.Runtime.InteropServices;

namespace Voting.Rules.Signals;

/// <summary>
/// A stretch of a sequence of durations whose every window is alike, in the same <see cref="TightBand"/>; where the band changes
/// another stretch begins, before the first one ends.
/// </summary>
/// <param name="From">First and last duration, positions in the sequence.</param>
/// <param name="Band">Its count is that of the tightest window.</param>
/// <param name="Window">Durations in a window.</param>
public readonly record struct TightRun(int From, int To, TightBand Band, int Window)
{
    private const int Outside = -2;

    public int Length => To - From + 1;

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
            if (runs is [.., var last] && start <= last.To && last.Band.CountIn(CollectionsMarshal.AsSpan(ascending)) is var count && count >= least)
                runs[^1] = last with { To = i, Band = last.Band with { Count = Math.Max(count, last.Band.Count) } };
            else
                runs.Add(new(start, i, band, window));
        }

        return [.. runs.Select(run => run.Trimmed(durations, floor))];
    }

    /// <summary>
    /// Honest neighbours before and after are in the first and last windows too. What stays is the part with the highest sum, where
    /// one of the band counts 1 and another one <see cref="Outside"/>: its edges are where two of three are of the band.
    /// </summary>
    private TightRun Trimmed(IReadOnlyList<long> durations, long floor)
    {
        var (best, from, sum, trimmed) = (0, From, 0, this);
        for (var i = From; i <= To; i++)
        {
            if (sum <= 0)
                (from, sum) = (i, 0);
            sum += Band.Holds(Math.Max(floor, durations[i])) ? 1 : Outside;
            if (sum > best)
                (best, trimmed) = (sum, this with { From = from, To = i });
        }

        return trimmed;
    }

    private static void Insert(List<long> ascending, long value)
    {
        var place = ascending.BinarySearch(value);
        ascending.Insert(place < 0 ? ~place : place, value);
    }
}
