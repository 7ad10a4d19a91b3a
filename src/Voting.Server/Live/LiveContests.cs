using System.Collections.Concurrent;

namespace Voting.Server.Live;

/// <summary>The contests that anybody has watched since the start; the others need no pushing.</summary>
public sealed class LiveContests
{
    private readonly ConcurrentDictionary<string, bool> _slugs = new();

    public IEnumerable<string> Slugs => _slugs.Keys;

    public void Follow(string slug) => _slugs.TryAdd(slug, true);
}
