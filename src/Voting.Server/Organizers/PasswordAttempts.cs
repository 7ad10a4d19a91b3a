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
    private readonly Dictionary<(string Name, AddressPrefix Address), Queue<DateTimeOffset>> _wrong = [];

    /// <returns>Null when another attempt is allowed, else how long to wait.</returns>
    public TimeSpan? Check(string name, IPAddress? address)
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            var times = _wrong.GetValueOrDefault(Pair(name, address));
            while (times?.TryPeek(out var oldest) == true && oldest <= now - Window)
                times.Dequeue();
            return times?.Count >= Most ? times.Peek() + Window - now : null;
        }
    }

    public void CountWrong(string name, IPAddress? address)
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            if (_wrong.Count >= MostPairs)
                foreach (var (pair, times) in _wrong)
                    if (times.Count == 0 || times.Last() <= now - Window)
                        _wrong.Remove(pair);
            if (!_wrong.TryGetValue(Pair(name, address), out var wrong))
                _wrong[Pair(name, address)] = wrong = new Queue<DateTimeOffset>();
            wrong.Enqueue(now);
        }
    }

    private static (string, AddressPrefix) Pair(string name, IPAddress? address) => (name, AddressPrefix.Of(address));
}
