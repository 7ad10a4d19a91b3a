namespace Voting.Rules.Signals;

/// <summary>
/// R1: an entry gets ballots at five times its own baseline or more. A share in a group or a word on television does that too,
/// so it is an alert; it is a hold where a large surge comes in hours in which hardly anybody votes for anything else.
/// </summary>
public sealed class VelocityRule : ISignalRule
{
    public const string Surging = "surge";
    public const string SurgingAtRest = "surge-at-rest";

    private const int HoldBallots = 100;
    private const double RestActivity = 0.25;

    public string Id => "R1";

    public int Version => 1;

    public IReadOnlyList<SignalFinding> Find(SignalRows rows) =>
        [.. rows.Entries.SelectMany(entry => Surge.Find(rows, entry, rows.Of(entry)).Select(surge => Finding(rows, entry, surge)))];

    private SignalFinding Finding(SignalRows rows, int entry, Surge surge)
    {
        var members = rows.Of(entry).Skip(surge.From).Take(surge.Count).Select(row => rows.Ballots[row]).ToList();
        var atRest = surge.Count >= HoldBallots && surge.Activity < RestActivity;
        return new(
            Id, Version, atRest ? SignalSeverity.Hold : SignalSeverity.Alert, atRest ? SurgingAtRest : Surging, entry,
            [.. members.Select(ballot => ballot.Index).Order()],
            [
                Fact.Of("ballots", surge.Count), Fact.Of("expected", surge.Expected), Fact.Of("minutes", (members[^1].At - members[0].At) / 60_000d),
                Fact.Of("activity", surge.Activity), Fact.Of("score", surge.Score),
            ]);
    }
}
