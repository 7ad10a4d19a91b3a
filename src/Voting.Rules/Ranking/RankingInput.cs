using Voting.Rules.Panel;

namespace Voting.Rules.Ranking;

/// <summary>What places are made of, for one entry.</summary>
/// <param name="Number">The entry's number, unique in the contest.</param>
/// <param name="Votes">Valid votes, 0 or more.</param>
/// <param name="Marks">One sheet for each expert who marked it; empty where none did.</param>
public sealed record RankingEntry(int Number, long Votes, IReadOnlyList<ExpertMarks> Marks);

/// <summary>One award group's entries, in any order; withdrawn entries are left out.</summary>
public sealed record RankingInput(string Group, IReadOnlyList<RankingEntry> Entries);
