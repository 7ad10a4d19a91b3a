using System.Collections.Concurrent;
using Voting.Rules.Panel;
using Voting.Server.Contests;

namespace Voting.Server.Panel;

/// <summary>Marks by entry, kept in memory: every ranking needs them, and they change only by acts on the contest.</summary>
public sealed class PanelMarks(PanelStore store)
{
    private readonly ConcurrentDictionary<(long Contest, bool Submitted), (long Revision, ILookup<int, ExpertMarks> Marks)> _marks = new();

    /// <summary>What is in the open.</summary>
    public ValueTask<ILookup<int, ExpertMarks>> ReadRevealedAsync(Contest contest) => ReadAsync(contest, submitted: false);

    /// <summary>Submitted sheets as they come in: for organizers.</summary>
    public ValueTask<ILookup<int, ExpertMarks>> ReadSubmittedAsync(Contest contest) => ReadAsync(contest, submitted: true);

    private async ValueTask<ILookup<int, ExpertMarks>> ReadAsync(Contest contest, bool submitted)
    {
        if (_marks.TryGetValue((contest.Id, submitted), out var known) && known.Revision == contest.Revision)
            return known.Marks;
        var marks = submitted ? await store.ReadSubmittedAsync(contest.Id) : await store.ReadRevealedAsync(contest.Id);
        _marks[(contest.Id, submitted)] = (contest.Revision, marks);
        return marks;
    }
}
