namespace Voting.Rules.Panel;

/// <summary>
/// What one expert gave one entry. An expert who was recused has no such marks: absence is not zero.
/// </summary>
/// <param name="Expert">Pseudonym as in the log's <c>reveal</c> leaf; at most once for an entry.</param>
/// <param name="MilliMarks">One mark for each criterion, in criterion order, in thousandths of a point.</param>
public sealed record ExpertMarks(string Expert, IReadOnlyList<long> MilliMarks);
