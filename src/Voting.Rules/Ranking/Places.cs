namespace Voting.Rules.Ranking;

/// <summary>Puts standings in order by the policy's steps, gives places, and tells which step decided each.</summary>
internal static class Places
{
    /// <summary>Sorts <paramref name="standings"/> in place.</summary>
    public static IReadOnlyList<RankedEntry> Assign(Standing[] standings, IReadOnlyList<string> ties)
    {
        var steps = ties.Select(TieSteps.Comparison).ToArray();
        Array.Sort(standings, (a, b) =>
        {
            var (_, order) = FirstDifference(a, b, steps);
            return order != 0 ? order : a.Number.CompareTo(b.Number);
        });

        var rows = new RankedEntry[standings.Length];
        var (rank, above) = (1, 0);
        for (var i = 0; i < rows.Length; i++)
        {
            var below = i + 1 < rows.Length ? FirstDifference(standings[i], standings[i + 1], steps).Step : 0;
            rows[i] = Row(standings[i], rank, StepName(Math.Max(above, below), ties));
            rank = below == steps.Length ? rank : i + 2;
            above = below;
        }

        return rows;
    }

    /// <summary>The index of the first step that tells two entries apart; past the last where none does.</summary>
    private static (int Step, int Order) FirstDifference(Standing a, Standing b, Comparison<Standing>[] steps)
    {
        for (var i = 0; i < steps.Length; i++)
        {
            if (steps[i](a, b) is var order && order != 0)
                return (i, order);
        }

        return (steps.Length, 0);
    }

    private static string? StepName(int step, IReadOnlyList<string> ties) => step switch
    {
        0 => null,
        _ when step < ties.Count => ties[step],
        _ => TieSteps.Joint,
    };

    private static RankedEntry Row(Standing standing, int rank, string? tieStep) => new(
        standing.Number, rank, standing.Votes, standing.Public, standing.Panel.Expert, standing.Score, tieStep, standing.Panel.Note);
}
