using Voting.Rules.Signals;

namespace Voting.Rules.Tests.Signals;

/// <summary>What the rules' holds were right and wrong about, in traces of one kind.</summary>
/// <param name="Attack">Ballots that the attack brought in.</param>
/// <param name="Event">Ballots of the honest event itself, a part of <paramref name="Honest"/>.</param>
/// <param name="WorstRecall">Of the traces, the lowest.</param>
/// <param name="WorstFalse">Of the traces, the highest share of honest ballots held.</param>
/// <param name="Rules">Those that held ballots of the attack.</param>
internal sealed record Measured(
    int Honest, int HonestHeld, int Event, int EventHeld, int Attack, int AttackHeld, double WorstRecall, double WorstFalse, IReadOnlyList<string> Rules)
{
    public double Recall => Attack == 0 ? 1 : (double)AttackHeld / Attack;

    /// <summary>Null where nothing was held.</summary>
    public double? Precision => AttackHeld + HonestHeld == 0 ? null : (double)AttackHeld / (AttackHeld + HonestHeld);

    public double FalseHolds => (double)HonestHeld / Honest;

    public static Measured Of(TraceKind kind, IEnumerable<int> seeds)
    {
        var each = seeds.AsParallel().AsOrdered().Select(seed => Of(TraceKinds.Make(kind, seed))).ToList();
        return new(
            each.Sum(m => m.Honest), each.Sum(m => m.HonestHeld), each.Sum(m => m.Event), each.Sum(m => m.EventHeld),
            each.Sum(m => m.Attack), each.Sum(m => m.AttackHeld), each.Min(m => m.Recall), each.Max(m => m.FalseHolds),
            [.. each.SelectMany(m => m.Rules).Distinct().Order(StringComparer.Ordinal)]);
    }

    private static Measured Of(Trace trace)
    {
        var holds = SignalRules.Scan(trace.Ballots).Where(finding => finding.Severity == SignalSeverity.Hold).ToList();
        var held = holds.SelectMany(finding => finding.Ballots).ToHashSet();
        var attack = held.Count(trace.Attack.Contains);
        var measured = new Measured(
            trace.Ballots.Count - trace.Attack.Count, held.Count - attack, trace.Event.Count, held.Count(trace.Event.Contains), trace.Attack.Count, attack, 0, 0,
            [.. holds.Where(finding => finding.Ballots.Any(trace.Attack.Contains)).Select(finding => finding.Rule)]);
        return measured with { WorstRecall = measured.Recall, WorstFalse = measured.FalseHolds };
    }
}
