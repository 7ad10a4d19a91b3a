namespace Voting.Rules.Signals;

/// <summary>
/// R2: what networks say. A campus or a carrier brings thousands out of one /24, so numbers alone are nothing. An alert is a network
/// far larger than others whose voters mostly want one entry, as a class has. A hold needs over a hundred new voters there,
/// hardly one who wants anything else, and hardly one who came back on a later day while elsewhere many did.
/// The opposite is a hold as well: a surge of new voters who share their networks with nobody, where others do share theirs.
/// </summary>
public sealed class NetworkRule : ISignalRule
{
    public const string OfAddress = "one-address";
    public const string OfNetwork = "one-network";
    public const string Apart = "networks-apart";

    private const int AlertVoters = 30;
    private const int AlertTimesMedian = 5;
    private const double AlertShare = 2d / 3;
    private const int HoldVoters = 100;
    private const double HoldShare = 0.9;
    private const double HoldFresh = 0.8;
    private const double HoldReturning = 0.25;
    private const double LeastReturning = 0.05;
    private const double ApartShare = 0.85;
    private const double ApartBeyondOthers = 0.25;

    /// <summary>Voters that a network apart has at most; a class shares one too, but a large one.</summary>
    private const int ApartVoters = 3;

    public string Id => "R2";

    public int Version => 1;

    public IReadOnlyList<SignalFinding> Find(SignalRows rows)
    {
        var networks = new NetworkVoters(rows, rows.Network);
        var returning = NetworkVoters.Returning(rows, networks.All.SelectMany(voters => voters)) ?? 0;
        var found = Concentrated(rows, networks, returning, OfNetwork).ToList();
        var told = found.Where(finding => finding.Severity == SignalSeverity.Hold).SelectMany(finding => finding.Ballots).ToHashSet();
        found.AddRange(Concentrated(rows, new(rows, rows.Address), returning, OfAddress).Where(finding => !finding.Ballots.All(told.Contains)));
        found.AddRange(Spread(rows, networks));
        return [.. found.OrderBy(finding => finding.Entry).ThenBy(finding => finding.Ballots[0]).ThenBy(finding => finding.Reason, StringComparer.Ordinal)];
    }

    private IEnumerable<SignalFinding> Concentrated(SignalRows rows, NetworkVoters networks, double returning, string reason)
    {
        foreach (var voters in networks.All.Where(voters => voters.Count >= AlertVoters && voters.Count > AlertTimesMedian * networks.Median))
        {
            var (entry, supporters) = voters.SelectMany(row => rows.Ballots[row].Entries)
                .CountBy(number => number).OrderByDescending(count => count.Value).ThenBy(count => count.Key).First();
            if (supporters < AlertShare * voters.Count)
                continue;
            var ofEntry = voters.Where(row => rows.Ballots[row].Entries.Contains(entry)).ToList();
            var fresh = ofEntry.Count(rows.IsFresh);
            var back = NetworkVoters.Returning(rows, ofEntry) ?? returning;
            var isHold = fresh >= HoldVoters && supporters >= HoldShare * voters.Count && fresh >= HoldFresh * supporters
                && returning >= LeastReturning && back < HoldReturning * returning;
            yield return new(
                Id, Version, isHold ? SignalSeverity.Hold : SignalSeverity.Alert, reason, entry, rows.BallotsFor(entry, ofEntry),
                [
                    Fact.Of("voters", voters.Count), Fact.Share("share", supporters, voters.Count), Fact.Share("fresh", fresh, supporters),
                    Fact.Of("returning", back), Fact.Of("othersReturning", returning), Fact.Of("median", networks.Median),
                ]);
        }
    }

    private IEnumerable<SignalFinding> Spread(SignalRows rows, NetworkVoters networks)
    {
        bool IsLooked(int row) => rows.IsFresh(row) && rows.Network[row] != SignalRows.Unknown;
        var all = Enumerable.Range(0, rows.Ballots.Length).Where(IsLooked).ToList();
        var allLonely = all.Count(row => networks.CountAt(row) == 1);
        foreach (var entry in rows.Entries)
        {
            var fresh = rows.Of(entry).Where(IsLooked).ToList();
            var surges = Surge.Find(rows, entry, fresh).Where(surge => surge.Count >= HoldVoters).ToList();
            if (surges.Count == 0 || fresh.Count == all.Count)
                continue;
            var supporters = networks.SupportersOf(entry);
            var lonely = fresh.Count(row => networks.CountAt(row) == 1);
            var others = (double)(allLonely - lonely) / (all.Count - fresh.Count);
            foreach (var surge in surges)
            {
                var apart = fresh.Skip(surge.From).Take(surge.Count)
                    .Where(row => networks.CountAt(row) <= ApartVoters && networks.CountAt(row) == supporters[rows.Network[row]]).ToList();
                var share = (double)apart.Count / surge.Count;
                if (share >= ApartShare && share >= others + ApartBeyondOthers)
                {
                    yield return new(
                        Id, Version, SignalSeverity.Hold, Apart, entry, rows.BallotsFor(entry, apart),
                        [Fact.Of("voters", surge.Count), Fact.Of("apart", share), Fact.Of("othersApart", others), Fact.Of("expected", surge.Expected)]);
                }
            }
        }
    }
}
