using Voting.Rules.Panel;
using Voting.Server.Contests;

namespace Voting.Server.Panel;

/// <summary>What one expert sees of the panel: the own seat, nobody else's, and no counts.</summary>
/// <param name="CanScore">Whether the sheet can be worked on now.</param>
public sealed record PanelView(Contest Contest, Expert Expert, bool CanScore, IReadOnlyList<PanelEntry> Entries, PanelProgress Progress)
{
    public static PanelView Of(Contest contest, Expert expert, IReadOnlyList<EntryDraft> drafts)
    {
        var noted = drafts.ToDictionary(draft => draft.Number);
        var criteria = new WeightedCriteria(contest.Criteria);
        var assigned = contest.IsOnShow ? expert.AssignedOf(contest) : [];
        var entries = assigned.Select(entry => new PanelEntry(
            entry, noted.GetValueOrDefault(entry.Number), TotalOf(criteria, noted.GetValueOrDefault(entry.Number)), expert.SeemsCloseTo(entry))).ToList();
        return new PanelView(
            contest, expert, expert.IsAwaited && PanelDesk.IsScoring(contest), entries,
            PanelProgress.Of([.. entries.Select(entry => (entry.Entry.Number, entry.Draft))]));
    }

    public PanelEntry? Find(int number) => Entries.FirstOrDefault(entry => entry.Entry.Number == number);

    /// <summary>What a sheet still lacks, entry by entry.</summary>
    public static IReadOnlyList<MissingMarks> MissingOf(
        Contest contest, IEnumerable<Entry> assigned, IReadOnlyDictionary<int, EntryDraft> noted) =>
        [.. assigned
            .Where(entry => noted.GetValueOrDefault(entry.Number) is not { IsDone: true })
            .Select(entry => new MissingMarks(
                entry.Number,
                [.. contest.Criteria.Where((_, i) => noted.GetValueOrDefault(entry.Number)?.Marks[i] is null).Select(criterion => criterion.Code)]))];

    private static decimal? TotalOf(WeightedCriteria criteria, EntryDraft? draft) => draft is { IsMarked: true } && !criteria.IsEmpty
        ? criteria.Total(new ExpertMarks("", [.. draft.Marks.Select(mark => mark!.Value)])).Round(2)
        : null;
}

/// <param name="Total">Weighted, 0-100; null until every criterion is marked.</param>
/// <param name="RecusalProposed">The expert's affiliation looks like where the entry comes from.</param>
public sealed record PanelEntry(Entry Entry, EntryDraft? Draft, decimal? Total, bool RecusalProposed)
{
    /// <summary><c>open | started | marked | abstained | recused</c>.</summary>
    public string State => Draft switch
    {
        null => "open",
        { Stance: not EntryDraft.Marking } => Draft.Stance,
        { IsMarked: true } => "marked",
        _ => Draft.Marks.All(mark => mark is null) ? "open" : "started",
    };
}

/// <param name="Done">Marked, abstained or recused.</param>
/// <param name="Next">The first entry that is not done; null when all are.</param>
public sealed record PanelProgress(int Assigned, int Done, int Marked, int Abstained, int Recused, int? Next)
{
    public static PanelProgress Of(IReadOnlyList<(int Number, EntryDraft? Draft)> entries) => new(
        entries.Count,
        entries.Count(entry => entry.Draft is { IsDone: true }),
        entries.Count(entry => entry.Draft is { IsMarked: true }),
        entries.Count(entry => entry.Draft?.Stance == EntryDraft.Abstained),
        entries.Count(entry => entry.Draft?.Stance == EntryDraft.Recused),
        entries.Where(entry => entry.Draft is not { IsDone: true }).Select(entry => (int?)entry.Number).FirstOrDefault());
}
