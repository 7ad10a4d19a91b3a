namespace Voting.Rules.Signals;

/// <summary>
/// R4: many identities voted on one device within a day. A household shares a device, and a helper lends a phone to many who vote for
/// what each likes; so a hold needs one entry that most of them have in common, or very many. Channel <c>code</c> is left
/// out: a booth has one tablet for all, and every code was handed out.
/// </summary>
public sealed class DeviceRule : ISignalRule
{
    public const string Reused = "device-reuse";

    private const string HandedOut = "code";
    private const long Day = 24 * 60 * 60 * 1000;
    private const int AlertVoters = 5;
    private const int HoldVoters = 8;
    private const double HoldShare = 0.75;
    private const int HoldVotersOfAnyEntry = 25;

    public string Id => "R4";

    public int Version => 1;

    public IReadOnlyList<SignalFinding> Find(SignalRows rows)
    {
        var devices = new SortedDictionary<int, List<int>>();
        for (var row = 0; row < rows.Ballots.Length; row++)
        {
            if (rows.Device[row] == SignalRows.Unknown || rows.Ballots[row].Channel == HandedOut)
                continue;
            if (!devices.TryGetValue(rows.Device[row], out var used))
                devices[rows.Device[row]] = used = [];
            used.Add(row);
        }

        return [.. devices.Values.Where(used => used.Count >= AlertVoters).Select(used => Look(rows, used)).OfType<SignalFinding>()];
    }

    private SignalFinding? Look(SignalRows rows, List<int> used)
    {
        var most = MostVotersInADay(rows, used);
        if (most < AlertVoters)
            return null;
        var voters = used.Select(row => rows.Voter[row]).Distinct().Count();
        var (entry, supporters) = used
            .SelectMany(row => rows.Ballots[row].Entries.Select(number => (number, voter: rows.Voter[row]))).Distinct()
            .CountBy(vote => vote.number).OrderByDescending(count => count.Value).ThenBy(count => count.Key).First();
        var isCommon = supporters >= HoldShare * voters;
        var hold = (most >= HoldVoters && isCommon) || most >= HoldVotersOfAnyEntry;
        return new(
            Id, Version, hold ? SignalSeverity.Hold : SignalSeverity.Alert, Reused, isCommon ? entry : null,
            [.. used.Select(row => rows.Ballots[row].Index).Order()],
            [Fact.Of("voters", voters), Fact.Of("inADay", most), Fact.Share("share", supporters, voters)]);
    }

    private static int MostVotersInADay(SignalRows rows, List<int> used)
    {
        var (most, from, within) = (0, 0, new Dictionary<int, int>());
        foreach (var row in used)
        {
            within[rows.Voter[row]] = within.GetValueOrDefault(rows.Voter[row]) + 1;
            for (; rows.Ballots[row].At - rows.Ballots[used[from]].At >= Day; from++)
            {
                if (--within[rows.Voter[used[from]]] == 0)
                    within.Remove(rows.Voter[used[from]]);
            }

            most = Math.Max(most, within.Count);
        }

        return most;
    }
}
