namespace Voting.Rules.Signals;

/// <summary>
/// R5: new identities that all vote for one entry and for nothing else. A link in a group brings such a crowd, so a burst is an alert.
/// It is a hold where they also took alike long from being first seen to their ballot: people's times differ by far more than
/// a factor of three, those of a script, hasty or slow, do not. Compared are voters of one channel, and what others on that
/// channel do too (a code just typed in, a redirect) means nothing.
/// </summary>
public sealed class CohortRule : ISignalRule
{
    public const string Burst = "new-cohort";
    public const string SameDwell = "same-dwell";

    private const int Window = 80;

    /// <summary>Of a window's people some 33 to 45 are to be expected (log-normal, sigma 1 to 0.7).</summary>
    private const int HoldVoters = 66;
    private const double OfOthers = 0.6;

    /// <summary>Fewer do where hardly anybody else takes as long, or as short.</summary>
    private const int HoldVotersWhereRare = 56;
    private const double Rare = 0.1;
    private const int LeastOthers = 50;

    /// <summary>Ms: what is faster than a person is alike.</summary>
    private const long Instant = 1000;

    public string Id => "R5";

    public int Version => 1;

    public IReadOnlyList<SignalFinding> Find(SignalRows rows)
    {
        var narrowest = rows.Ballots.Length == 0 ? 0 : rows.Ballots.Min(ballot => ballot.Entries.Count);
        var ofAll = Dwells(rows, Enumerable.Range(0, rows.Ballots.Length).Where(rows.IsFresh));
        var found = new List<SignalFinding>();
        foreach (var entry in rows.Entries)
        {
            var cohort = rows.Of(entry).Where(row => rows.Ballots[row].Entries.Count == narrowest && rows.IsFresh(row)).ToList();
            found.AddRange(Surge.Find(rows, entry, cohort).Select(surge => BurstOf(rows, entry, cohort, surge)));
            var ofEntry = Dwells(rows, rows.Of(entry).Where(rows.IsFresh));
            foreach (var (channel, members) in ByChannel(rows, cohort))
                found.AddRange(AlikeOf(rows, entry, members, new(ofAll[channel], ofEntry[channel])));
        }

        return found;
    }

    private SignalFinding BurstOf(SignalRows rows, int entry, List<int> cohort, Surge surge)
    {
        var members = cohort.Skip(surge.From).Take(surge.Count).ToList();
        return new(
            Id, Version, SignalSeverity.Alert, Burst, entry, [.. members.Select(row => rows.Ballots[row].Index).Order()],
            [
                Fact.Of("voters", surge.Count), Fact.Of("expected", surge.Expected),
                Fact.Of("minutes", (rows.Ballots[members[^1]].At - rows.Ballots[members[0]].At) / 60_000d), Fact.Of("score", surge.Score),
            ]);
    }

    private IEnumerable<SignalFinding> AlikeOf(SignalRows rows, int entry, List<int> members, OtherDwells others)
    {
        var runs = TightRun.Find([.. members.Select(rows.Dwell)], Instant, Window, HoldVotersWhereRare, band =>
            others.Count >= LeastOthers && others.ShareIn(band) <= (band.Count < HoldVoters ? Rare : OfOthers * band.Count / Window));
        return
            from stretch in Stretch.Join([.. runs.Select(run => new Stretch(run.From, run.To, run, 0))], () => Surge.Find(rows, entry, members))
            let band = stretch.Longest.Band
            select new SignalFinding(
                Id, Version, SignalSeverity.Hold, SameDwell, entry, rows.BallotsFor(entry, members.Skip(stretch.From).Take(stretch.Count)),
                [
                    Fact.Of("voters", stretch.Count), Fact.Share("alike", band.Count, Window), Fact.Of("othersAlike", others.ShareIn(band)),
                    Fact.Of("fromSeconds", band.Low == Instant ? 0 : band.Low / 1000d), Fact.Of("toSeconds", band.High / 1000d),
                ]);
    }

    private static SortedDictionary<string, List<int>> ByChannel(SignalRows rows, IEnumerable<int> members) =>
        new(members.GroupBy(row => rows.Ballots[row].Channel).ToDictionary(group => group.Key, group => group.ToList()), StringComparer.Ordinal);

    private static Dictionary<string, long[]> Dwells(SignalRows rows, IEnumerable<int> members) =>
        ByChannel(rows, members).ToDictionary(channel => channel.Key, channel => channel.Value.Select(row => Math.Max(Instant, rows.Dwell(row))).Order().ToArray());

    /// <summary>How long the channel's new voters took who voted for anything but the entry: all of them without the entry's own.</summary>
    private sealed record OtherDwells(long[] All, long[] Own)
    {
        public int Count => All.Length - Own.Length;

        public double ShareIn(TightBand band) => (double)(In(All, band) - In(Own, band)) / Count;

        private static int In(long[] ascending, TightBand band) => Below(ascending, band.High + 1) - Below(ascending, band.Low);

        private static int Below(long[] ascending, long limit)
        {
            var (low, high) = (0, ascending.Length);
            while (low < high)
            {
                var middle = (low + high) / 2;
                (low, high) = ascending[middle] < limit ? (middle + 1, high) : (low, middle);
            }

            return low;
        }
    }
}
