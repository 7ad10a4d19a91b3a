using Voting.Rules.Ranking;
using Voting.Server.Ranking;

namespace Voting.Server.Pages;

/// <summary>Between which places an entry would stand, whatever single thing had been chosen otherwise.</summary>
public sealed record PlaceRange(int Number, string Title, int Now, int Best, int Worst)
{
    /// <summary>The first so many entries of a group, by the place they have.</summary>
    public static IReadOnlyList<PlaceRange> Of(GroupRanking group, ContestAnalysis analysis, Func<int, string> titleOf, int first)
    {
        var moved = analysis.OtherMethods.SelectMany(other => other.Changes)
            .Concat(analysis.WithoutOneExpert.SelectMany(without => without.Changes))
            .ToLookup(change => change.Number, change => change.To);
        return
        [
            .. group.Rows.Take(first).Select(row => new PlaceRange(
                row.Number, titleOf(row.Number), row.Rank,
                moved[row.Number].Append(row.Rank).Min(), moved[row.Number].Append(row.Rank).Max())),
        ];
    }
}
