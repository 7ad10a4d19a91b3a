using Voting.Rules.Contests;

namespace Voting.Server.Tests.Ballots;

/// <summary>What a box must answer, in the plainest way there is: a list of everything admitted, searched from the start.</summary>
internal sealed class HistoryModel(
    BallotPolicy policy, TimeZoneInfo zone, DateTimeOffset opensAt, DateTimeOffset closesAt, int addressCap, int addressWindows)
{
    private readonly List<Ballot> _ballots = [];
    private bool _gateShut;

    private sealed record Ballot(int Voter, int Key, int[] Entries, string Window, DateTimeOffset At, DateOnly Day)
    {
        public bool Recorded { get; set; }
    }

    /// <returns>The answer in words: <c>admitted remaining=… at=…</c>, <c>repeat recorded|in-flight</c>, or <c>refused …</c>.</returns>
    public string Admit(int voter, int key, int[] entries, ulong address, DateTimeOffset clock)
    {
        var now = NotBefore(clock);
        if (_ballots.Find(ballot => ballot.Voter == voter && ballot.Key == key) is { } before)
            return !before.Entries.SequenceEqual(entries) ? "refused IdempotencyMismatch"
                : before.Recorded ? "repeat recorded" : "repeat in-flight";
        if (now < opensAt)
            return "refused VotingNotOpen";
        if (now >= closesAt || _gateShut)
            return "refused VotingClosed";

        var given = Given(voter, now);
        if (given.Count + entries.Length > policy.VotesPerPeriod)
            return $"refused QuotaExhausted resets={ResetsAt(now):O}";
        if (entries.Any(entry => given.Count(other => other == entry) + 1 > policy.VotesPerEntryPerPeriod))
            return $"refused AlreadyVoted resets={ResetsAt(now):O}";
        foreach (var group in new[] { 0, 1 })
            if (given.Concat(entries).Count(entry => entry % 2 == group) > (policy.PerGroup ?? int.MaxValue))
                return $"refused QuotaExhausted resets={ResetsAt(now):O}";
        var window = WindowOf(address, now);
        if (UsedBy(window, now) >= addressCap)
            return "refused RateLimited";

        _ballots.Add(new Ballot(voter, key, entries, window, now, DayOf(now)));
        return $"admitted remaining={policy.VotesPerPeriod - given.Count - entries.Length} at={now:O}";
    }

    /// <summary>A box remembers this period and the previous one; a repeat from before them is for the ledger to find.</summary>
    public bool MayBeForgotten(int voter, int key, DateTimeOffset clock) => policy.Period == BallotPolicy.Day
        && _ballots.Exists(ballot => ballot.Voter == voter && ballot.Key == key && ballot.Day < DayOf(NotBefore(clock)).AddDays(-1));

    public void Record(int voter, int key) => _ballots.Single(ballot => ballot.Voter == voter && ballot.Key == key).Recorded = true;

    public void Shut() => _gateShut = true;

    public string Standing(int voter, DateTimeOffset clock)
    {
        var given = Given(voter, clock);
        return $"{policy.VotesPerPeriod - given.Count} [{string.Join(' ', given.Distinct().Order())}] {ResetsAt(clock):O}";
    }

    public string Tally() => string.Join(' ', _ballots.Where(ballot => ballot.Recorded)
        .SelectMany(ballot => ballot.Entries).GroupBy(entry => entry).OrderBy(entry => entry.Key)
        .Select(entry => $"{entry.Key}:{entry.Count()}"));

    private DateTimeOffset NotBefore(DateTimeOffset clock) => _ballots.Count > 0 && _ballots[^1].At > clock ? _ballots[^1].At : clock;

    private List<int> Given(int voter, DateTimeOffset now) =>
    [
        .. _ballots.Where(ballot => ballot.Voter == voter && (policy.Period != BallotPolicy.Day || ballot.Day == DayOf(now)))
            .SelectMany(ballot => ballot.Entries),
    ];

    private DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);

    private DateTimeOffset? ResetsAt(DateTimeOffset now) => policy.Period != BallotPolicy.Day
        ? null
        : new DateTimeOffset(TimeZoneInfo.ConvertTimeToUtc(DayOf(now).AddDays(1).ToDateTime(TimeOnly.MinValue), zone), TimeSpan.Zero);

    /// <summary>The address' own one while there are few in its minute, or it had one in the last; else its network's, or the one for all.</summary>
    private string WindowOf(ulong address, DateTimeOffset now)
    {
        var (own, network) = ($"own {address:x}", $"network {address >> 16:x}");
        var (owns, shared) = (WindowsIn(MinuteOf(now), "own "), WindowsIn(MinuteOf(now), "network "));
        if (owns.Contains(own) || owns.Count < addressWindows
            || (owns.Count < 2 * addressWindows && WindowsIn(MinuteOf(now) - 1, "own ").Contains(own)))
            return own;
        return shared.Contains(network) || shared.Count < addressWindows ? network : "network of all";
    }

    private HashSet<string> WindowsIn(long minute, string kind) =>
        [.. _ballots.Where(ballot => MinuteOf(ballot.At) == minute && ballot.Window.StartsWith(kind, StringComparison.Ordinal)).Select(ballot => ballot.Window)];

    /// <summary>Ballots of this minute, and of the last one in the share that lies within sixty seconds.</summary>
    private long UsedBy(string window, DateTimeOffset now)
    {
        var minute = MinuteOf(now);
        var counted = _ballots.Where(ballot => ballot.Window == window).Select(ballot => MinuteOf(ballot.At)).ToList();
        var left = 60_000 - now.ToUnixTimeMilliseconds() % 60_000;
        return counted.Count(at => at == minute) + counted.Count(at => at == minute - 1) * left / 60_000;
    }

    private static long MinuteOf(DateTimeOffset at) => at.ToUnixTimeMilliseconds() / 60_000;
}
