namespace Voting.Rules.Signals;

/// <summary>A stretch of time in which an entry got many more ballots than its own baseline.</summary>
/// <param name="From">First and last member, positions in the list that was searched.</param>
/// <param name="Expected">Ballots that the baseline says for the stretch.</param>
/// <param name="Score">
/// Log likelihood ratio of <see cref="Times"/> times the baseline against the baseline. That a Poisson process at its baseline reaches a
/// score s from a given ballot on has a probability below exp(-s) (Ville's inequality).
/// </param>
public readonly record struct Surge(int From, int To, double Expected, double Score)
{
    public const double Times = 5;

    private const double LogTimes = 1.6094379124341003;
    private const double LeastScore = 20;
    private const int LeastBallots = 30;

    /// <summary>Behind the peak by so much, the surge is over and another may begin.</summary>
    private const double Over = 10;

    /// <summary>Stretches of equal activity whose median is the baseline: a surge in less than half of them does not move it.</summary>
    private const int Stretches = 48;
    private const int LeastStretch = 50;

    /// <summary>What counts as activity when nobody votes for anything else: so much of the mean.</summary>
    private const double IdleActivity = 0.05;

    public int Count => To - From + 1;

    /// <summary>
    /// The clock of a surge is the ballots for others, so that nights, lunch breaks and the rush before the end move it as they move
    /// everybody. The search is Page's cumulative sum over each single ballot: edges are exact, and one pass finds any length.
    /// </summary>
    /// <param name="members">Rows that hold the entry, or some of them, ascending.</param>
    public static IReadOnlyList<Surge> Find(SignalRows rows, int entry, IReadOnlyList<int> members)
    {
        var others = rows.Ballots.Length - rows.Of(entry).Count;
        if (members.Count < LeastBallots || others < 4 * LeastStretch)
            return [];
        var before = OthersBefore(rows, entry, members);
        var perOther = Baseline(before, others);
        var perMs = (double)others / rows.Span;
        double Clock(int from, int to) =>
            before[to] - before[from] + (IdleActivity * perMs * (rows.Ballots[members[to]].At - rows.Ballots[members[from]].At));

        var found = new List<Surge>();
        var (from, peak, score, best) = (0, 0, LogTimes, LogTimes);
        for (var i = 1; i <= members.Count; i++)
        {
            score = i == members.Count ? 0 : score + LogTimes - ((Times - 1) * perOther * Clock(i - 1, i));
            if (score > best)
                (peak, best) = (i, score);
            if (score > LogTimes && score > best - Over)
                continue;
            if (best >= LeastScore && peak - from + 1 >= LeastBallots)
            {
                found.Add(new(from, peak, perOther * Clock(from, peak), best));
                i = peak + 1;
            }

            (from, peak, score, best) = (i, i, LogTimes, LogTimes);
        }

        return found;
    }

    private static int[] OthersBefore(SignalRows rows, int entry, IReadOnlyList<int> members)
    {
        var (before, own, holding) = (new int[members.Count], 0, rows.Of(entry));
        for (var i = 0; i < before.Length; i++)
        {
            while (holding[own] < members[i])
                own++;
            before[i] = members[i] - own;
        }

        return before;
    }

    /// <returns>Members for each ballot of others.</returns>
    private static double Baseline(int[] before, int others)
    {
        var stretches = Math.Min(Stretches, others / LeastStretch);
        var counts = new int[stretches];
        foreach (var position in before)
            counts[Math.Min(stretches - 1, (int)((long)position * stretches / others))]++;
        Array.Sort(counts);
        return Math.Max(counts[stretches / 2], 0.5) * stretches / others;
    }
}
