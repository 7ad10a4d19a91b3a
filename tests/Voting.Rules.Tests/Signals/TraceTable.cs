using System.Globalization;
using System.Text;

namespace Voting.Rules.Tests.Signals;

/// <summary>Precision and recall of all kinds of traces, on the seeds used for tuning and on those held out.</summary>
internal sealed class TraceTable
{
    /// <summary>Of each half. More: <c>VOTING_TESTS_SIGNAL_SEEDS=40</c>.</summary>
    public const int UsualSeeds = 6;

    public static readonly int Seeds = int.Parse(Environment.GetEnvironmentVariable("VOTING_TESTS_SIGNAL_SEEDS") ?? $"{UsualSeeds}", CultureInfo.InvariantCulture);

    public static readonly Lazy<TraceTable> OfAll = new(() => new TraceTable());

    private TraceTable() =>
        Rows = [.. TraceKinds.All.Select(kind => new Row(kind, Measured.Of(kind, TraceKinds.Seeds(heldOut: false, Seeds)), Measured.Of(kind, TraceKinds.Seeds(heldOut: true, Seeds))))];

    public IReadOnlyList<Row> Rows { get; }

    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Rows.Count * 2 * Seeds} traces, {Seeds} of each kind in each half; {Rows.Sum(row => row.Tuned.Honest + row.HeldOut.Honest):N0} honest ballots and ");
        text.Append(CultureInfo.InvariantCulture, $"{Rows.Sum(row => row.Tuned.Attack + row.HeldOut.Attack):N0} of attacks. Left: seeds used for tuning; right: seeds held out.\n\n");
        text.Append("| attack | held by | recall | worst trace | precision | false holds | recall | worst trace | precision | false holds |\n|---|---|---|---|---|---|---|---|---|---|\n");
        foreach (var row in Rows.Where(row => row.Kind.IsAttack))
            text.Append(CultureInfo.InvariantCulture, $"| {row.Kind.Name} | {Rules(row)} | {OfAttack(row.Tuned)} | {OfAttack(row.HeldOut)} |\n");
        text.Append("\n| honest event | false holds | worst trace | held of the event | false holds | worst trace | held of the event |\n|---|---|---|---|---|---|---|\n");
        foreach (var row in Rows.Where(row => !row.Kind.IsAttack))
            text.Append(CultureInfo.InvariantCulture, $"| {row.Kind.Name} | {OfEvent(row.Tuned)} | {OfEvent(row.HeldOut)} |\n");
        return text.ToString();
    }

    private static string Rules(Row row) => row.Tuned.Rules.Union(row.HeldOut.Rules).Order(StringComparer.Ordinal).ToList() is { Count: > 0 } rules ? string.Join(' ', rules) : "–";

    private static string OfAttack(Measured measured) =>
        $"{Percent(measured.Recall, 1)} | {Percent(measured.WorstRecall, 1)} | {(measured.Precision is { } precision ? Percent(precision, 1) : "–")} | {Percent(measured.FalseHolds, 2)}";

    private static string OfEvent(Measured measured) => string.Create(
        CultureInfo.InvariantCulture, $"{Percent(measured.FalseHolds, 2)} | {Percent(measured.WorstFalse, 2)} | {measured.EventHeld} of {measured.Event:N0}");

    private static string Percent(double share, int decimals) => (100 * share).ToString($"F{decimals}", CultureInfo.InvariantCulture) + " %";

    internal sealed record Row(TraceKind Kind, Measured Tuned, Measured HeldOut);
}
