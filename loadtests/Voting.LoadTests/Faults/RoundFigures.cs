namespace Voting.LoadTests.Faults;

/// <summary>What one round came to.</summary>
/// <param name="Again">From the last stroke until a new ballot was recorded.</param>
/// <param name="Slowest">The longest that a voter tried until the ballot was acknowledged.</param>
public sealed record RoundFigures(
    string Fault, TimeSpan Again, int Acknowledged, TimeSpan Slowest, long Busy, TimeSpan LongestBusy, long LogSize, TimeSpan Took)
{
    /// <summary>Who is told to come back has to be told soon.</summary>
    private static readonly TimeSpan SlowBusy = TimeSpan.FromSeconds(6);

    public string Line(int number) =>
        $"round {number,3}  {Fault,-35} again after {Again.TotalSeconds,5:F1} s  acknowledged {Acknowledged,6} (slowest {Slowest.TotalSeconds,4:F1} s)  "
        + $"busy {Busy,6} (longest {LongestBusy.TotalSeconds:F1} s)  log {LogSize,7}  took {Took.TotalSeconds,5:F1} s"
        + (LongestBusy > SlowBusy ? "  SLOW to say busy" : "");

    public static IEnumerable<string> Summary(IReadOnlyList<RoundFigures> rounds)
    {
        yield return $"{"fault",-35} {"rounds",6} {"again p50",10} {"again max",10} {"acknowledged",12} {"slowest",8} {"busy",8} {"busy max",9}";
        foreach (var fault in rounds.GroupBy(round => round.Fault))
        {
            var again = fault.Select(round => round.Again.TotalSeconds).Order().ToList();
            yield return $"{fault.Key,-35} {again.Count,6} {again[(again.Count - 1) / 2],8:F1} s {again[^1],8:F1} s "
                + $"{fault.Sum(round => round.Acknowledged),12} {fault.Max(round => round.Slowest).TotalSeconds,6:F1} s {fault.Sum(round => round.Busy),8} "
                + $"{fault.Max(round => round.LongestBusy).TotalSeconds,7:F1} s";
        }
    }
}
