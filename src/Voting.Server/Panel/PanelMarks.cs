using System.Collections.Concurrent;
using Voting.Rules.Panel;
using Voting.Server.Contests;

namespace Voting.Server.Panel;

/// <summary>Revealed marks by entry, kept in memory: every ranking needs them, and they change only by acts on the contest.</summary>
public sealed class PanelMarks(PanelStore store)
{
    private readonly ConcurrentDictionary<long, (long Revision, ILookup<int, ExpertMarks> Marks)> _marks = new();

    public async ValueTask<ILookup<int, ExpertMarks>> ReadAsync(Contest contest)
    {
        if (_marks.TryGetValue(contest.Id, out var known) && known.Revision == contest.Revision)
            return known.Marks;
        var marks = await store.ReadRevealedAsync(contest.Id);
        _marks[contest.Id] = (contest.Revision, marks);
        return marks;
    }
}
