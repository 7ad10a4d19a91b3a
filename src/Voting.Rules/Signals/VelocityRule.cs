namespace Voting.Rules.Signals;

/// <summary>
/// R1: an entry gets ballots at five times its own baseline or more. A share in a group or a word on television does that too, so it
/// is an alert; it is a hold where most of a large surge comes at hours at which hardly anybody votes for anything else.
/// </summary>
public sealed class VelocityRule : ISignalRule
{
    public const string Surging = "surge";
    public const string SurgingAtRest = "surge-at-rest";

    private const int HoldBallots = 100;

    /// <summary>Ballots for others at that time of the day, against their mean: below this everybody sleeps.</summary>
    private const double RestActivity = 0.33;

    /// <summary>Of such a surge the ballots at its edges are held too, up to so much activity.</summary>
    private const double EdgeActivity = 0.5;

    public string Id => "R1";

    public int Version => 1;

    public IReadOnlyList<SignalFinding> Find(SignalRows rows)
    {
        var rhythm = new DayRhythm(rows);
        return
        [
            .. from entry in rows.Entries
               let surges = Surge.Find(rows, entry, rows.Of(entry))
               where surges.Count > 0
               let activity = rhythm.WithoutEntry(entry)
               from surge in surges
               select Finding(rows, entry, surge, activity),
        ];
    }

    private SignalFinding Finding(SignalRows rows, int entry, Surge surge, double[] activity)
    {
        var members = rows.Of(entry).Skip(surge.From).Take(surge.Count).Select(row => rows.Ballots[row]).ToList();
        var atRest = members.Count(ballot => activity[DayRhythm.Of(ballot.At)] < RestActivity);
        var isHold = atRest >= HoldBallots && 2 * atRest >= members.Count;
        var told = isHold ? members.Where(ballot => activity[DayRhythm.Of(ballot.At)] < EdgeActivity) : members;
        return new(
            Id, Version, isHold ? SignalSeverity.Hold : SignalSeverity.Alert, isHold ? SurgingAtRest : Surging, entry,
            [.. told.Select(ballot => ballot.Index).Order()],
            [
                Fact.Of("ballots", members.Count), Fact.Of("expected", surge.Expected),
                Fact.Of("minutes", (members[^1].At - members[0].At) / 60_000d), Fact.Share("atRest", atRest, members.Count), Fact.Of("score", surge.Score),
            ]);
    }
}
