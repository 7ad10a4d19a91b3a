using Voting.Server.Contests;
using Voting.Server.Ledger;

namespace Voting.Server.Panel;

/// <summary>
/// Which entries the experts mark, for many seats in one act: all of it is done, or nothing. Sheets that are submitted stay as they
/// are; what was noted about entries that somebody has no more is no part of the sheet.
/// </summary>
public sealed class AssignPanel(PanelStore panel, DraftStore drafts, LedgerWriter writer)
{
    private sealed record Change(IReadOnlyDictionary<long, IReadOnlyList<int>?> Numbers, PanelOutcome Outcome);

    /// <summary>Everybody who is awaited marks everything.</summary>
    public Task<PanelOutcome> AllAsync(Contest contest) => ActAsync(contest, experts => To(experts
        .Where(expert => expert.IsAwaited).ToDictionary(expert => expert.Id, _ => (IReadOnlyList<int>?)null)));

    /// <summary>So many experts for each entry, those whose sheets are submitted included.</summary>
    public async Task<PanelOutcome> RandomAsync(Contest contest, int perEntry)
    {
        var noted = await drafts.ReadAllAsync(contest.Id);
        bool IsSilent(Expert expert, Entry entry) => noted[expert.Id].Any(draft => draft.Number == entry.Number && draft.Stance == EntryDraft.Recused);
        return await ActAsync(contest, experts =>
        {
            var awaited = experts.Where(expert => expert.IsAwaited).ToList();
            if (perEntry < 1 || perEntry > experts.Count(expert => expert.ExcludedAt is null))
                return Refuse("perEntry", "range");
            var settled = experts.Where(expert => expert is { SubmittedAt: not null, ExcludedAt: null }).ToList();
            var drawn = RandomAssignment.Draw(
                PanelCoverage.EntriesOf(contest), awaited,
                entry => perEntry - settled.Count(expert => expert.Has(entry.Number) && !IsSilent(expert, entry)), IsSilent);
            return To(drawn.ToDictionary(seat => seat.Key, seat => (IReadOnlyList<int>?)seat.Value));
        });
    }

    /// <param name="numbers">By seat; seats that are not named stay as they are.</param>
    public Task<PanelOutcome> ListedAsync(Contest contest, IReadOnlyDictionary<long, IReadOnlyList<int>> numbers) =>
        ActAsync(contest, _ => To(numbers.ToDictionary(seat => seat.Key, seat => (IReadOnlyList<int>?)seat.Value)));

    /// <summary>Further entries for one seat.</summary>
    public Task<PanelOutcome> AddAsync(Contest contest, long expertId, IReadOnlyCollection<int> numbers) => ActAsync(contest, experts =>
        experts.FirstOrDefault(expert => expert.Id == expertId) is not { } expert ? new Change(NoNumbers, PanelOutcome.Refused("expert-not-found"))
        : expert.Assigned is null ? new Change(NoNumbers, PanelOutcome.Done)
        : To(new Dictionary<long, IReadOnlyList<int>?> { [expert.Id] = [.. expert.Assigned.Union(numbers)] }));

    /// <summary>
    /// The substitute marks besides what the other does not: everything where the other is excluded, else what the other has abstained
    /// or stepped aside at.
    /// </summary>
    public async Task<PanelOutcome> SubstituteAsync(Contest contest, long expertId, long substituteId)
    {
        if (await panel.FindAsync(contest.Id, expertId) is not { } expert || await panel.FindAsync(contest.Id, substituteId) is null)
            return PanelOutcome.Refused("expert-not-found");
        if (expertId == substituteId)
            return new PanelOutcome("invalid-assignment", [new FieldError("by", "same")]);
        var silent = (await drafts.ReadAsync(expertId)).Where(draft => draft.Stance != EntryDraft.Marking).Select(draft => draft.Number).ToHashSet();
        return await AddAsync(
            contest, substituteId,
            [.. PanelCoverage.EntriesOf(contest).Select(entry => entry.Number)
                .Where(number => expert.Has(number) && (expert.ExcludedAt is not null || silent.Contains(number)))]);
    }

    private static IReadOnlyDictionary<long, IReadOnlyList<int>?> NoNumbers { get; } = new Dictionary<long, IReadOnlyList<int>?>();

    private static Change To(IReadOnlyDictionary<long, IReadOnlyList<int>?> numbers) => new(numbers, PanelOutcome.Done);

    private static Change Refuse(string field, string problem) =>
        new(NoNumbers, new PanelOutcome("invalid-assignment", [new FieldError(field, problem)]));

    private Task<PanelOutcome> ActAsync(Contest contest, Func<IReadOnlyList<Expert>, Change> decide) => writer.ActAsync(async transaction =>
    {
        var (connection, db) = (transaction.Connection, transaction.Transaction);
        await transaction.LockForActAsync(contest.Id);
        var experts = await panel.ReadAsync(connection, db, contest.Id);
        var change = decide(experts);
        // All of them are looked at before the first is changed.
        foreach (var (id, numbers) in change.Numbers)
        {
            if (experts.FirstOrDefault(expert => expert.Id == id) is not { } expert)
                return PanelOutcome.Refused("expert-not-found");
            if (!expert.IsAwaited)
                return PanelOutcome.Refused(PanelDesk.WhyLocked(expert));
            if (numbers?.Any(number => !contest.Entries.ContainsKey(number)) == true)
                return new PanelOutcome("invalid-assignment", [new FieldError("entries", "unknown")]);
        }

        foreach (var (id, numbers) in change.Numbers)
            await panel.AssignAsync(connection, db, id, numbers is null ? null : [.. numbers.Distinct().Order()]);
        return change.Outcome;
    });
}
