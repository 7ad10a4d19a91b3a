namespace Voting.Rules.Signals;

/// <summary>Stretches of a sequence of durations whose every part is alike: windows with a dense <see cref="TightBand"/>, joined where they overlap.</summary>
/// <param name="From">First and last duration, positions in the sequence.</param>
/// <param name="Band">Of the tightest window.</param>
public readonly record struct TightRun(int From, int To, TightBand Band)
{
    public const int Window = 50;

    /// <param name="durations">In the order in which they came; what is below <paramref name="floor"/> counts as that much.</param>
    /// <param name="least">Of the durations in a window, so many within one band.</param>
    /// <param name="counts">Whether a dense band means anything where it lies.</param>
    public static IReadOnlyList<TightRun> Find(IReadOnlyList<long> durations, long floor, int least, Func<TightBand, bool> counts)
    {
        var (runs, window) = (new List<TightRun>(), new List<long>(Window + 1));
        for (var i = 0; i < durations.Count; i++)
        {
            Insert(window, Math.Max(floor, durations[i]));
            if (window.Count > Window)
                window.RemoveAt(window.BinarySearch(Math.Max(floor, durations[i - Window])));
            if (window.Count < Window)
                continue;
            var band = TightBand.Densest(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(window));
            if (band.Count < least || !counts(band))
                continue;
            var start = i - Window + 1;
            if (runs is [.., var last] && start <= last.To)
                runs[^1] = new(last.From, i, band.Count > last.Band.Count ? band : last.Band);
            else
                runs.Add(new(start, i, band));
        }

        return runs;
    }

    private static void Insert(List<long> ascending, long value)
    {
        var place = ascending.BinarySearch(value);
        ascending.Insert(place < 0 ? ~place : place, value);
    }
}
