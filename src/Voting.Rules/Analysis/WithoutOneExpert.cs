namespace Voting.Rules.Analysis;

/// <summary>The places that would change had this expert marked nothing, recused from every entry.</summary>
/// <param name="Expert">Pseudonym as in the log.</param>
/// <param name="Unmarked">Entries that nobody else marked, ascending: without this expert they have no E.</param>
public sealed record WithoutOneExpert(string Expert, IReadOnlyList<PlaceChange> Changes, IReadOnlyList<int> Unmarked)
{
    /// <summary>Every expert left out, one at a time, in the order of the pseudonyms.</summary>
    public static IReadOnlyList<WithoutOneExpert> Of(CountedContest contest)
    {
        var present = contest.Rank();
        var entries = contest.Groups.SelectMany(group => group.Entries).ToList();
        return
        [
            .. entries.SelectMany(entry => entry.Marks).Select(marks => marks.Expert).Distinct().Order(StringComparer.Ordinal)
                .Select(expert => new WithoutOneExpert(
                    expert,
                    PlaceChange.Between(present, LeaveOut(contest, expert).Rank()),
                    [.. entries.Where(entry => entry.Marks is [var only] && only.Expert == expert).Select(entry => entry.Number).Order()])),
        ];
    }

    private static CountedContest LeaveOut(CountedContest contest, string expert) =>
        contest.WithEntries(entry => entry with { Marks = [.. entry.Marks.Where(marks => marks.Expert != expert)] });
}
