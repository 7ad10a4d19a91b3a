using System.Net;
using Voting.Server.Ballots;

namespace Voting.Server.Organizers;

/// <summary>
/// Wrong passwords, counted per account and address together: 10 in 15 minutes, then that pair waits. Nobody can lock an
/// organizer out from elsewhere, and right passwords are never counted. Memory is bounded.
/// </summary>
public sealed class PasswordAttempts(TimeProvider clock)
{
    private const int Most = 10;
    private const int MostPairs = 50_000;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Name, AddressPrefix Address), List<DateTimeOffset>> _wrong = [];

    /// <summary>Counts an attempt as wrong before it is looked at, so that no more are tried at once than one by one.</summary>
    /// <returns>Null when the attempt is allowed, else how long to wait.</returns>
    public TimeSpan? Take(string name, IPAddress? address)
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            if (_wrong.Count >= MostPairs)
                Sweep(now);
            if (!_wrong.TryGetValue(Pair(name, address), out var times))
                _wrong[Pair(name, address)] = times = [];
            times.RemoveAll(time => time <= now - Window);
            if (times.Count >= Most)
                return times[0] + Window - now;
            times.Add(now);
            return null;
        }
    }

    /// <summary>The attempt was right.</summary>
    public void GiveBack(string name, IPAddress? address)
    {
        lock (_lock)
        {
            if (!_wrong.TryGetValue(Pair(name, address), out var times) || times.Count == 0)
                return;
            times.RemoveAt(times.Count - 1);
            if (times.Count == 0)
                _wrong.Remove(Pair(name, address));
        }
    }

    private void Sweep(DateTimeOffset now)
    {
        foreach (var (pair, times) in _wrong)
            if (times.Count == 0 || times[^1] <= now - Window)
                _wrong.Remove(pair);
        // All of them fresh: the one that has been quiet longest is forgotten.
        if (_wrong.Count >= MostPairs)
            _wrong.Remove(_wrong.MinBy(pair => pair.Value[^1]).Key);
    }

    private static (string, AddressPrefix) Pair(string name, IPAddress? address) => (name, AddressPrefix.Of(address));
}
