namespace Voting.Server.Ballots;

/// <summary>
/// Sliding one-minute windows, one an address: the last full minute counts in the share of it that still lies within 60
/// seconds. So many addresses of a minute have a window of their own; further ones share that of their network, and when there
/// are as many networks, one for all. Who had an own window in the last minute keeps it, however many others come, within
/// twice that number. <c>address_window.lua</c> decides the same. Not thread-safe.
/// </summary>
public sealed class AddressWindows(int hardCap, int mostWindows = AddressOptions.DefaultWindows)
{
    private const int Width = 60_000;

    /// <summary>No network: those have their last 16 bits cleared.</summary>
    private const ulong Rest = ulong.MaxValue;

    private Minute _current = new(0);
    private Minute _previous = new(-1);

    /// <summary>What is counted at present, at most six times the number of own windows.</summary>
    public int Windows => _current.Windows + _previous.Windows;

    /// <returns>Null when one more is within the cap, else how long to wait until it may be.</returns>
    public TimeSpan? Check(AddressPrefix address, long now)
    {
        Roll(now / Width);
        var (isOwn, key) = WindowOf(address);
        var current = _current.Of(isOwn).GetValueOrDefault(key);
        var previous = _previous.Of(isOwn).GetValueOrDefault(key);
        var intoMinute = now % Width;
        var used = current + (long)previous * (Width - intoMinute) / Width;
        if (used < hardCap)
            return null;
        // The present minute's count only fades in the next one, after its first instant; the previous one fades now.
        var nextMinute = Width - intoMinute + 1;
        var wait = current >= hardCap || previous == 0
            ? nextMinute
            : Math.Min(nextMinute, (used - hardCap + 1) * Width / previous + 1);
        return TimeSpan.FromMilliseconds(wait);
    }

    public void Count(AddressPrefix address, long now)
    {
        Roll(now / Width);
        var (isOwn, key) = WindowOf(address);
        var counts = _current.Of(isOwn);
        counts[key] = counts.GetValueOrDefault(key) + 1;
    }

    private (bool IsOwn, ulong Key) WindowOf(AddressPrefix address)
    {
        var own = _current.Own;
        if (own.Count < mostWindows || own.ContainsKey(address.Value)
            || (own.Count < 2L * mostWindows && _previous.Own.ContainsKey(address.Value)))
            return (true, address.Value);
        return _current.Shared.Count < mostWindows || _current.Shared.ContainsKey(address.Wide) ? (false, address.Wide) : (false, Rest);
    }

    private void Roll(long minute)
    {
        if (_current.Number == minute)
            return;
        _previous = _current.Number == minute - 1 ? _current : new Minute(minute - 1);
        _current = new Minute(minute);
    }

    private sealed record Minute(long Number)
    {
        public Dictionary<ulong, int> Own { get; } = [];

        public Dictionary<ulong, int> Shared { get; } = [];

        public int Windows => Own.Count + Shared.Count;

        public Dictionary<ulong, int> Of(bool isOwn) => isOwn ? Own : Shared;
    }
}
