namespace Voting.Rules.Signals;

/// <summary>
/// R1: an entry gets ballots at five times its own baseline or more. A share in a group or a word on television does that too,
/// so it is an alert; it is a hold where most of a large surge comes in hours in which hardly anybody votes for anything else.
/// </summary>
public sealed class VelocityRule : ISignalRule
{
    public const string Surging = "surge";
    public const string SurgingAtRest = "surge-at-rest";

    private const int HoldBallots = 100;

    /// <summary>Ballots for others in the hour around a ballot, against their mean: below this everybody sleeps.</summary>
    private const double RestActivity = 0.35;

    /// <summary>Of such a surge the ballots at its edges are held too, up to so much activity.</summary>
    private const double EdgeActivity = 0.5;
    private const long HalfAnHour = 30 * 60 * 1000;

    public string Id => "R1";

    public int Version => 1;

    public IReadOnlyList<SignalFinding> Find(SignalRows rows) =>
        [.. rows.Entries.SelectMany(entry => Surge.Find(rows, entry, rows.Of(entry)).Select(surge => Finding(rows, entry, surge)))];

    private SignalFinding Finding(SignalRows rows, int entry, Surge surge)
    {
        var members = rows.Of(entry).Skip(surge.From).Take(surge.Count).ToList();
        var activity = surge.Count >= HoldBallots ? Activity(rows, entry, members) : [];
        var atRest = activity.Count(a => a < RestActivity);
        var isHold = atRest >= HoldBallots && 2 * atRest >= surge.Count;
        var told = isHold ? members.Where((_, i) => activity[i] < EdgeActivity) : members;
        return new(
            Id, Version, isHold ? SignalSeverity.Hold : SignalSeverity.Alert, isHold ? SurgingAtRest : Surging, entry,
            [.. told.Select(row => rows.Ballots[row].Index).Order()],
            [
                Fact.Of("ballots", surge.Count), Fact.Of("expected", surge.Expected),
                Fact.Of("minutes", (rows.Ballots[members[^1]].At - rows.Ballots[members[0]].At) / 60_000d),
                Fact.Of("activity", surge.Activity), Fact.Of("score", surge.Score),
            ]);
    }

    /// <summary>For each of the rows, how many voted for anything else within half an hour before and after, against the mean.</summary>
    private static double[] Activity(SignalRows rows, int entry, List<int> members)
    {
        var own = rows.Of(entry);
        var perHour = (double)(rows.Ballots.Length - own.Count) * 2 * HalfAnHour / rows.Span;
        var (activity, all, ownOnes) = (new double[members.Count], new MovingCount(rows.Ballots.Length), new MovingCount(own.Count));
        for (var i = 0; i < activity.Length; i++)
        {
            var at = rows.Ballots[members[i]].At;
            var within = all.Within(row => rows.Ballots[row].At, at - HalfAnHour, at + HalfAnHour);
            activity[i] = (within - ownOnes.Within(row => rows.Ballots[own[row]].At, at - HalfAnHour, at + HalfAnHour)) / perHour;
        }

        return activity;
    }

    /// <summary>How many of an ascending sequence lie in a window that only moves on.</summary>
    private sealed class MovingCount(int length)
    {
        private int _from;
        private int _to;

        public int Within(Func<int, long> time, long from, long to)
        {
            while (_from < length && time(_from) < from)
                _from++;
            while (_to < length && time(_to) <= to)
                _to++;
            return _to - _from;
        }
    }
}
