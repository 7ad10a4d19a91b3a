namespace Voting.Rules.Signals;

/// <summary>
/// When people are awake, as the ballots of all days show it: ballots by half-hours of the day against their mean. It needs no time
/// zone, and one night's attack hardly moves it where there were other nights.
/// </summary>
internal sealed class DayRhythm
{
    private const long HalfHour = 30 * 60 * 1000;
    private const int HalfHours = 48;

    private readonly SignalRows _rows;
    private readonly int[] _ballots = new int[HalfHours];
    private readonly int[] _times = new int[HalfHours];

    public DayRhythm(SignalRows rows)
    {
        _rows = rows;
        if (rows.Ballots.Length == 0)
            return;
        foreach (var ballot in rows.Ballots)
            _ballots[Of(ballot.At)]++;
        for (var at = rows.Ballots[0].At / HalfHour; at <= rows.Ballots[^1].At / HalfHour; at++)
            _times[at % HalfHours]++;
    }

    /// <returns>For each half-hour of the day, ballots without the entry against their mean; 1 = as ever, and over the neighbours too.</returns>
    public double[] WithoutEntry(int entry)
    {
        var others = _ballots.ToArray();
        foreach (var row in _rows.Of(entry))
            others[Of(_rows.Ballots[row].At)]--;
        var mean = (double)Math.Max(1, others.Sum()) / _times.Sum();
        return [.. Enumerable.Range(0, HalfHours).Select(i => Around(others, i) / Math.Max(1, Around(_times, i)) / mean)];
    }

    public static int Of(long at) => (int)(at / HalfHour % HalfHours);

    private static double Around(int[] counts, int i) =>
        counts[(i + HalfHours - 1) % HalfHours] + counts[i] + counts[(i + 1) % HalfHours];
}
