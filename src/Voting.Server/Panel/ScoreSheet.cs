using Voting.Rules.Log;
using Voting.Rules.Panel;
using Voting.Server.Contests;

namespace Voting.Server.Panel;

/// <summary>One expert's marks: entry number → marks in criterion order, in thousandths of a point.</summary>
public sealed record ScoreSheet(string Slug, string Expert, IReadOnlyDictionary<int, long[]> Marks)
{
    /// <summary>What was marked whole, among what was noted; who abstained or was recused has no marks there.</summary>
    public static ScoreSheet Of(Contest contest, string expert, IEnumerable<EntryDraft> drafts) => new(
        contest.Slug, expert,
        drafts.Where(draft => draft.IsMarked).ToDictionary(draft => draft.Number, draft => draft.Marks.Select(mark => mark!.Value).ToArray()));

    /// <summary>64 hex digits: the <c>sheet</c> leaf's <c>h</c>, see <see cref="SheetCommitment"/>.</summary>
    public string Commit(byte[] salt) => SheetCommitment.Of(salt, SheetCommitment.Canonical(Slug, Expert, Marks));

    /// <summary>The <c>reveal</c> leaves, entries ascending, the salt with the first.</summary>
    public IEnumerable<byte[]> Reveal(long now, byte[]? salt) => Marks.OrderBy(entry => entry.Key).Select((entry, i) => Leaf.Reveal(
        Slug, now, Expert, entry.Key, entry.Value, i == 0 && salt is not null ? Convert.ToHexStringLower(salt) : null));
}
