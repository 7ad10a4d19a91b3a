using System.Collections.Concurrent;
using Voting.Rules.Panel;

namespace Voting.Server.Panel;

/// <summary>Revealed marks by entry, kept in memory: every ranking needs them, and they change only by acts of the panel.</summary>
public sealed class PanelMarks(PanelStore store)
{
    private readonly ConcurrentDictionary<long, ILookup<int, ExpertMarks>> _marks = new();

    /// <returns>The same object until the marks change.</returns>
    public async ValueTask<ILookup<int, ExpertMarks>> ReadAsync(long contestId) =>
        _marks.TryGetValue(contestId, out var known)
            ? known
            : _marks.GetOrAdd(contestId, await store.ReadRevealedAsync(contestId));

    /// <summary>To be called once an act that changed marks is committed.</summary>
    public void Forget(long contestId) => _marks.TryRemove(contestId, out _);
}
