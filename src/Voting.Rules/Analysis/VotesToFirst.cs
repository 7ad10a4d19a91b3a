using Voting.Rules.Ranking;

namespace Voting.Rules.Analysis;

/// <summary>How safe a group's first place is: what its runner-up is short of, all else equal.</summary>
/// <param name="First">The entry that stands first in the group, the lowest number where several do.</param>
/// <param name="RunnerUp">The entry in the row below it.</param>
/// <param name="Votes">
/// The smallest number of additional valid votes with which the runner-up alone is first of the group; null where not even
/// <see cref="Most"/> are enough, because the experts' weight can not be outvoted.
/// </param>
public sealed record VotesToFirst(string Group, int First, int RunnerUp, long? Votes)
{
    /// <summary>More votes than there are people: beyond them a number would say nothing.</summary>
    public const long Most = 1_000_000_000_000;

    /// <summary>One for each group of two entries or more.</summary>
    public static IReadOnlyList<VotesToFirst> Of(CountedContest contest) =>
    [
        .. contest.Rank().Where(group => group.Rows.Count > 1).Select(group => new VotesToFirst(
            group.Group, group.Rows[0].Number, group.Rows[1].Number, Search(contest, group.Group, group.Rows[1].Number))),
    ];

    /// <summary>
    /// The real ranking is asked each time. More votes never lower an entry, so doubling finds a number that is enough and
    /// halving the smallest one. Only under "tscore" votes for one entry can also lift others, so that being first may pass
    /// again: there the number found is enough and one less is not, but a passing lead before it may go unseen.
    /// </summary>
    private static long? Search(CountedContest contest, string group, int number)
    {
        var searched = ScopeOf(contest, group);
        var (tooFew, enough) = (0L, 1L);
        while (!IsFirst(searched, group, number, enough))
        {
            if (enough == Most)
                return null;
            (tooFew, enough) = (enough, Math.Min(2 * enough, Most));
        }

        while (enough - tooFew > 1)
        {
            var middle = (tooFew + enough) / 2;
            (tooFew, enough) = IsFirst(searched, group, number, middle) ? (tooFew, middle) : (middle, enough);
        }

        return enough;
    }

    private static CountedContest ScopeOf(CountedContest contest, string group) => contest.Policy.Scope == Scopes.Group
        ? contest with { Groups = [.. contest.Groups.Where(g => g.Group == group)] }
        : contest;

    private static bool IsFirst(CountedContest contest, string group, int number, long votes)
    {
        var rows = contest.WithEntries(e => e.Number == number ? e with { Votes = e.Votes + votes } : e).Rank()
            .First(ranked => ranked.Group == group).Rows;
        return rows[0].Number == number && rows[1].Rank > rows[0].Rank;
    }
}
