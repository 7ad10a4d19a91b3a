using Voting.Rules.Ranking;

namespace Voting.Rules.Analysis;

/// <summary>An entry that would stand elsewhere.</summary>
/// <param name="From">The place it has.</param>
/// <param name="To">The place it would have.</param>
public sealed record PlaceChange(string Group, int Number, int From, int To)
{
    /// <summary>Whether it would win or lose an award, where so many places of the group win one.</summary>
    public bool Crosses(int awards) => From <= awards != To <= awards;

    /// <summary>Every entry whose place differs, by group, then by the place it has.</summary>
    public static IReadOnlyList<PlaceChange> Between(IReadOnlyList<GroupRanking> present, IReadOnlyList<GroupRanking> other)
    {
        var places = other.SelectMany(group => group.Rows).ToDictionary(row => row.Number, row => row.Rank);
        return
        [
            .. present.SelectMany(group => group.Rows, (group, row) => new PlaceChange(group.Group, row.Number, row.Rank, places[row.Number]))
                .Where(change => change.From != change.To),
        ];
    }
}
