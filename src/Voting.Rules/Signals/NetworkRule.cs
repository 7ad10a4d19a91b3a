namespace Voting.Rules.Signals;

/// <summary>
/// R2: what networks say. A campus or a carrier brings thousands out of one /24, so numbers alone are nothing. An alert is a
/// network far larger than others whose voters mostly want one entry, as a class has; a hold needs over a hundred new
/// voters and hardly one who wants anything else. The opposite is a hold as well: a surge of new voters that share their networks
/// with nobody, where everybody else's share theirs with the rest of the town.
/// </summary>
public sealed class NetworkRule : ISignalRule
{
    public const string OfAddress = "one-address";
    public const string OfNetwork = "one-network";
    public const string Apart = "networks-apart";

    private const int AlertVoters = 30;
    private const double AlertTimesMedian = 5;
    private const double AlertShare = 2d / 3;
    private const int HoldVoters = 100;
    private const double HoldShare = 0.9;
    private const double HoldFresh = 0.8;
    private const double ApartShare = 0.85;
    private const double ApartBeyondOthers = 0.25;

    /// <summary>An entry's own network: for each ten voters for it at most one for something else.</summary>
    private const int OwnPerOther = 10;

    public string Id => "R2";

    public int Version => 1;

    public IReadOnlyList<SignalFinding> Find(SignalRows rows)
    {
        var networks = VotersOf(rows, rows.Network);
        var found = Concentrated(rows, networks, OfNetwork).ToList();
        var held = found.Where(finding => finding.Severity == SignalSeverity.Hold).SelectMany(finding => finding.Ballots).ToHashSet();
        found.AddRange(Concentrated(rows, VotersOf(rows, rows.Address), OfAddress).Where(finding => !finding.Ballots.All(held.Contains)));
        found.AddRange(rows.Entries.SelectMany(entry => Spread(rows, networks, entry)));
        return [.. found.OrderBy(finding => finding.Entry).ThenBy(finding => finding.Ballots[0]).ThenBy(finding => finding.Reason, StringComparer.Ordinal)];
    }

    private IEnumerable<SignalFinding> Concentrated(SignalRows rows, List<int>[] networks, string reason)
    {
        var sizes = networks.Select(voters => voters.Count).Order().ToArray();
        foreach (var voters in networks.Where(voters => voters.Count >= AlertVoters && voters.Count > AlertTimesMedian * sizes[sizes.Length / 2]))
        {
            var (entry, supporters) = voters.SelectMany(row => rows.Ballots[row].Entries)
                .CountBy(number => number).OrderByDescending(count => count.Value).ThenBy(count => count.Key).First();
            if (supporters < AlertShare * voters.Count)
                continue;
            var ofEntry = voters.Where(row => rows.Ballots[row].Entries.Contains(entry)).ToList();
            var fresh = ofEntry.Count(rows.IsFresh);
            var isHold = fresh >= HoldVoters && supporters >= HoldShare * voters.Count && fresh >= HoldFresh * voters.Count;
            yield return new(
                Id, Version, isHold ? SignalSeverity.Hold : SignalSeverity.Alert, reason, entry, rows.BallotsFor(entry, ofEntry),
                [
                    Fact.Of("voters", voters.Count), Fact.Share("share", supporters, voters.Count), Fact.Share("fresh", fresh, voters.Count),
                    Fact.Of("median", sizes[sizes.Length / 2]),
                ]);
        }
    }

    private IEnumerable<SignalFinding> Spread(SignalRows rows, List<int>[] networks, int entry)
    {
        var fresh = rows.Of(entry).Where(row => rows.IsFresh(row) && rows.Network[row] != SignalRows.Unknown).ToList();
        foreach (var surge in Surge.Find(rows, entry, fresh).Where(surge => surge.Count >= HoldVoters))
        {
            var apart = fresh.Skip(surge.From).Take(surge.Count).Where(row => IsApart(rows, networks[rows.Network[row]], entry)).ToList();
            var others = ShareOfLonely(rows, networks, entry);
            var share = (double)apart.Count / surge.Count;
            if (share >= ApartShare && share >= others + ApartBeyondOthers)
            {
                yield return new(
                    Id, Version, SignalSeverity.Hold, Apart, entry, rows.BallotsFor(entry, apart),
                    [Fact.Of("voters", surge.Count), Fact.Of("share", share), Fact.Of("othersShare", others), Fact.Of("expected", surge.Expected)]);
            }
        }
    }

    private static bool IsApart(SignalRows rows, List<int> voters, int entry)
    {
        var supporters = voters.Count(row => rows.Ballots[row].Entries.Contains(entry));
        return (voters.Count - supporters) * OwnPerOther <= supporters;
    }

    /// <summary>Of new voters for anything else, how many have a network of their own.</summary>
    private static double ShareOfLonely(SignalRows rows, List<int>[] networks, int entry)
    {
        var (all, lonely) = (0, 0);
        for (var row = 0; row < rows.Ballots.Length; row++)
        {
            if (!rows.IsFresh(row) || rows.Network[row] == SignalRows.Unknown || rows.Ballots[row].Entries.Contains(entry))
                continue;
            all++;
            lonely += networks[rows.Network[row]].Count == 1 ? 1 : 0;
        }

        return all == 0 ? 1 : (double)lonely / all;
    }

    /// <returns>For each network the first ballots of its voters.</returns>
    private static List<int>[] VotersOf(SignalRows rows, int[] tags)
    {
        var voters = Enumerable.Range(0, tags.Length == 0 ? 0 : tags.Max() + 1).Select(_ => new List<int>()).ToArray();
        for (var row = 0; row < tags.Length; row++)
        {
            if (rows.IsFirst[row] && tags[row] != SignalRows.Unknown)
                voters[tags[row]].Add(row);
        }

        return voters;
    }
}
