namespace Voting.Rules.Signals;

/// <summary>
/// R3: ballots for one entry come at a steady pace. People come at random or in flocks, and their gaps differ by far more than a
/// factor of three. Looked at are new voters in the order of their ballots, earlier known ones in the order in which they were
/// first seen, and all ballots out of one network; in each, the gaps from a ballot to the next, the second, and the third one,
/// which are steady where one, two, or three loops run at once. Channel <c>code</c> is left out: a booth's queue is steady.
/// </summary>
public sealed class PaceRule : ISignalRule
{
    public const string Voting = "steady-pace";
    public const string FirstSeen = "steady-first-sight";
    public const string FromNetwork = "steady-pace-of-a-network";

    private const string HandedOut = "code";

    /// <summary>Ms. Shorter gaps say more of the clock and of the server's batches than of the voters.</summary>
    private const long Resolution = 100;

    /// <summary>
    /// For one, two, three loops: gaps in a window, and how many of them alike are a hold. At random, 19 of 50, 43 of 80, and 77 of 120
    /// are to be expected, and these are four to five standard deviations more (overlapping gaps are not independent).
    /// </summary>
    private static readonly (int Loops, int Window, int HoldGaps)[] Tests = [(1, 50, 38), (2, 80, 72), (3, 120, 114)];

    public string Id => "R3";

    public int Version => 1;

    public IReadOnlyList<SignalFinding> Find(SignalRows rows)
    {
        var found = new List<SignalFinding>();
        var least = Tests.Min(test => test.Window + test.Loops);
        var crowded = Crowded(rows, least);
        foreach (var entry in rows.Entries)
        {
            var looked = rows.Of(entry).Where(row => rows.Ballots[row].Channel != HandedOut).ToList();
            if (looked.Count < least)
                continue;
            var told = new HashSet<long>();
            var fresh = looked.Where(rows.IsFresh).ToList();
            Look(Voting, fresh, row => rows.Ballots[row].At, () => Surge.Find(rows, entry, fresh));
            Look(FirstSeen, [.. looked.Where(row => rows.IsFirst[row] && rows.Ballots[row].KnownSince > 0 && !rows.IsFresh(row))
                .OrderBy(row => rows.Ballots[row].KnownSince).ThenBy(row => row)], row => rows.Ballots[row].KnownSince, () => []);
            foreach (var network in looked.Where(row => rows.Network[row] != SignalRows.Unknown && crowded[rows.Network[row]]).GroupBy(row => rows.Network[row]))
                Look(FromNetwork, network.ToList(), row => rows.Ballots[row].At, () => []);

            void Look(string reason, List<int> members, Func<int, long> time, Func<IReadOnlyList<Surge>> surges)
            {
                var steady = Tests.Where(test => members.Count >= test.Window + test.Loops).SelectMany(test => Steady(members, time, test)).ToList();
                foreach (var finding in Stretch.Join(steady, surges).Select(stretch => Finding(rows, entry, reason, members, stretch))
                    .Where(finding => !finding.Ballots.All(told.Contains)))
                {
                    found.Add(finding);
                    told.UnionWith(finding.Ballots);
                }
            }
        }

        return found;
    }

    /// <returns>For each network whether it has so many ballots at all.</returns>
    private static bool[] Crowded(SignalRows rows, int least)
    {
        var ballots = new int[rows.Ballots.Length];
        foreach (var network in rows.Network.Where(network => network != SignalRows.Unknown))
            ballots[network]++;
        return [.. ballots.Select(count => count >= least)];
    }

    private SignalFinding Finding(SignalRows rows, int entry, string reason, List<int> members, Stretch stretch) => new(
        Id, Version, SignalSeverity.Hold, reason, entry, rows.BallotsFor(entry, members.Skip(stretch.From).Take(stretch.Count)),
        [
            Fact.Of("ballots", stretch.Count), Fact.Of("loops", stretch.Loops),
            Fact.Share("alike", stretch.Longest.Band.Count, stretch.Longest.Window),
            Fact.Of("fromSeconds", stretch.Longest.Band.Low / 1000d), Fact.Of("toSeconds", stretch.Longest.Band.High / 1000d),
        ]);

    private static IEnumerable<Stretch> Steady(List<int> members, Func<int, long> time, (int Loops, int Window, int HoldGaps) test)
    {
        var gaps = members.Skip(test.Loops).Select((row, before) => time(row) - time(members[before])).ToArray();
        return TightRun.Find(gaps, floor: 1, test.Window, test.HoldGaps, band => band.Low >= Resolution * test.Loops)
            .Select(run => new Stretch(run.From, run.To + test.Loops, run, test.Loops));
    }
}
