namespace Voting.Server.Ballots;

/// <summary>
/// Sliding one-minute windows, one an address: the last full minute counts in the share of it that still lies within 60
/// seconds. Memory is bounded: when there are too many addresses, windows that ran out are dropped. Not thread-safe.
/// </summary>
public sealed class AddressWindows(int hardCap)
{
    private const int Width = 60_000;
    private const int SweepAbove = 100_000;

    private readonly Dictionary<AddressPrefix, Window> _windows = [];
    private int _sweepAt = SweepAbove;

    private record struct Window(long Minute, int Current, int Previous);

    /// <returns>Null when one more is within the cap, else how long to wait until it may be.</returns>
    public TimeSpan? Check(AddressPrefix address, long now)
    {
        var window = Roll(address, now);
        var intoMinute = now % Width;
        var used = window.Current + (long)window.Previous * (Width - intoMinute) / Width;
        if (used < hardCap)
            return null;
        // The present minute's count only fades in the next one, after its first instant; the previous one fades now.
        var nextMinute = Width - intoMinute + 1;
        var wait = window.Current >= hardCap || window.Previous == 0
            ? nextMinute
            : Math.Min(nextMinute, (used - hardCap + 1) * Width / window.Previous + 1);
        return TimeSpan.FromMilliseconds(wait);
    }

    public void Count(AddressPrefix address, long now)
    {
        var window = Roll(address, now);
        _windows[address] = window with { Current = window.Current + 1 };
        if (_windows.Count > _sweepAt)
            Sweep(now / Width);
    }

    private Window Roll(AddressPrefix address, long now)
    {
        var minute = now / Width;
        var window = _windows.GetValueOrDefault(address);
        if (window.Minute == minute)
            return window;
        return new Window(minute, 0, window.Minute == minute - 1 ? window.Current : 0);
    }

    private void Sweep(long minute)
    {
        foreach (var (address, window) in _windows)
            if (window.Minute < minute - 1)
                _windows.Remove(address);
        _sweepAt = Math.Max(SweepAbove, _windows.Count * 2);
    }
}
