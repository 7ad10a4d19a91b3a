using Voting.Rules.Panel;

namespace Voting.Server.Panel;

/// <summary>One expert's marks: entry number → marks in criterion order, in thousandths of a point.</summary>
public sealed record ScoreSheet(string Slug, string Expert, IReadOnlyDictionary<int, long[]> Marks)
{
    /// <summary>64 hex digits: the <c>sheet</c> leaf's <c>h</c>, see <see cref="SheetCommitment"/>.</summary>
    public string Commit(byte[] salt) => SheetCommitment.Of(salt, SheetCommitment.Canonical(Slug, Expert, Marks));
}
