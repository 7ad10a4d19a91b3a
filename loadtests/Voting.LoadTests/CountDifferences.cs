namespace Voting.LoadTests;

/// <summary>Compares what a board shows with what it should show, entry by entry.</summary>
public static class CountDifferences
{
    public static Dictionary<int, long> AddUp(IEnumerable<PbBallot> ballots)
    {
        var votes = new Dictionary<int, long>();
        foreach (var number in ballots.SelectMany(ballot => ballot.Choices))
            votes[number] = votes.GetValueOrDefault(number) + 1;
        return votes;
    }

    /// <summary>Entries nobody voted for included, as a board has them.</summary>
    public static Dictionary<int, long> WithZeros(this IReadOnlyDictionary<int, long> votes, IReadOnlyList<PbProject> projects)
    {
        var all = projects.ToDictionary(project => project.Number, _ => 0L);
        foreach (var (number, count) in votes)
            all[number] = count;
        return all;
    }

    /// <param name="shown">By number; an entry that is not shown is a difference, also when it has no votes.</param>
    /// <param name="source">Where <paramref name="expected"/> comes from, in words.</param>
    public static IEnumerable<string> Of(
        IReadOnlyList<PbProject> projects, IReadOnlyDictionary<int, long> shown, string source,
        IReadOnlyDictionary<int, long> expected)
    {
        foreach (var project in projects)
        {
            var should = expected.GetValueOrDefault(project.Number);
            if (!shown.TryGetValue(project.Number, out var does))
                yield return $"{project.Id} {project.Name}: not on the board, {should} by {source}";
            else if (does != should)
                yield return $"{project.Id} {project.Name}: the board has {does}, {should} by {source}";
        }
        foreach (var number in shown.Keys.Where(number => number < 1 || number > projects.Count).Order())
            yield return $"number {number} is on the board and not in the file";
    }
}
