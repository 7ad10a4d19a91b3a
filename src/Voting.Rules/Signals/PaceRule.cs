namespace Voting.Rules.Signals;

/// <summary>
/// R3: ballots for one entry come at a steady pace. People come at random or in flocks, and their gaps differ by far more than a
/// factor of three. Looked at are new voters in the order of their ballots, earlier known ones in the order in which they were
/// first seen, and all ballots out of one network. Channel <c>code</c> is left out: a booth's queue is steady.
/// </summary>
public sealed class PaceRule : ISignalRule
{
    public const string Voting = "steady-pace";
    public const string FirstSeen = "steady-first-sight";
    public const string FromNetwork = "steady-pace-of-a-network";

    private const string HandedOut = "code";

    /// <summary>Of the 50 gaps of a window; of exponential gaps 19 are to be expected, and 38 are five standard deviations more.</summary>
    private const int HoldGaps = 38;

    /// <summary>Ms. Shorter gaps say more of the clock and of the server's batches than of the voters.</summary>
    private const long Resolution = 100;

    public string Id => "R3";

    public int Version => 1;

    public IReadOnlyList<SignalFinding> Find(SignalRows rows)
    {
        var found = new List<SignalFinding>();
        foreach (var entry in rows.Entries)
        {
            var looked = rows.Of(entry).Where(row => rows.Ballots[row].Channel != HandedOut).ToList();
            if (looked.Count <= TightRun.Window)
                continue;
            var covered = new HashSet<long>();
            Look(Voting, looked.Where(rows.IsFresh).ToList(), row => rows.Ballots[row].At);
            Look(FirstSeen, [.. looked.Where(row => rows.IsFirst[row] && rows.Ballots[row].KnownSince > 0 && !rows.IsFresh(row))
                .OrderBy(row => rows.Ballots[row].KnownSince).ThenBy(row => row)], row => rows.Ballots[row].KnownSince);
            foreach (var network in looked.Where(row => rows.Network[row] != SignalRows.Unknown).GroupBy(row => rows.Network[row]))
                Look(FromNetwork, [.. network], row => rows.Ballots[row].At);

            void Look(string reason, List<int> members, Func<int, long> time) =>
                found.AddRange(Runs(rows, entry, reason, members, time).Where(finding => finding.Ballots.Any(covered.Add)));
        }

        return found;
    }

    private IEnumerable<SignalFinding> Runs(SignalRows rows, int entry, string reason, List<int> members, Func<int, long> time)
    {
        var gaps = members.Skip(1).Select((row, before) => time(row) - time(members[before])).ToArray();
        foreach (var run in TightRun.Find(gaps, floor: 1, HoldGaps, band => band.Low >= Resolution))
        {
            yield return new(
                Id, Version, SignalSeverity.Hold, reason, entry, rows.BallotsFor(entry, members.Skip(run.From).Take(run.To - run.From + 2)),
                [
                    Fact.Of("gaps", run.To - run.From + 1), Fact.Share("alike", run.Band.Count, TightRun.Window),
                    Fact.Of("fromSeconds", run.Band.Low / 1000d), Fact.Of("toSeconds", run.Band.High / 1000d),
                ]);
        }
    }
}
