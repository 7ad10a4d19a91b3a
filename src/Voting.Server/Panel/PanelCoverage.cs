using Voting.Server.Contests;

namespace Voting.Server.Panel;

/// <summary>How many marks an entry can count on.</summary>
/// <param name="Expected">Seats that have it, are not excluded and neither abstain nor are recused.</param>
/// <param name="Given">Of those, how many sheets are submitted.</param>
public sealed record PanelCoverage(Entry Entry, int Expected, int Given)
{
    public static IReadOnlyList<PanelCoverage> Of(Contest contest, IReadOnlyList<Expert> experts, ILookup<long, EntryDraft> noted)
    {
        var silent = noted.SelectMany(seat => seat.Where(draft => draft.Stance != EntryDraft.Marking).Select(draft => (seat.Key, draft.Number))).ToHashSet();
        var counting = experts.Where(expert => expert.ExcludedAt is null).ToList();
        return
        [
            .. EntriesOf(contest).Select(entry =>
            {
                var seats = counting.Where(expert => expert.Has(entry.Number) && !silent.Contains((expert.Id, entry.Number))).ToList();
                return new PanelCoverage(entry, seats.Count, seats.Count(expert => expert.SubmittedAt is not null));
            }),
        ];
    }

    /// <summary>What experts can be given: the shortlist, and before there is one every entry.</summary>
    public static IReadOnlyList<Entry> EntriesOf(Contest contest) =>
        [.. contest.IsOnShow ? contest.Competing : contest.Entries.Values.OrderBy(entry => entry.Number)];
}
