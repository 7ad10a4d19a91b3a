using Voting.Rules.Signals;

namespace Voting.Rules.Tests.Signals;

/// <summary>A contest of two days that never sleep, in which nothing strikes: 2,000 ballots for entries 10 to 59, 20 for entry 1.</summary>
internal sealed class HandMade
{
    public const long Second = 1000;
    public const long Minute = 60 * Second;
    public const long Hour = 60 * Minute;
    public const long Day = 24 * Hour;
    public const long Start = TraceMaker.Start;
    public const int Entry = 1;

    /// <summary>When tests let something happen: a day before the end.</summary>
    public const long Then = Start + Day;

    private const int Others = 2000;
    private readonly List<SignalBallot> _ballots = [];
    private ulong _voters;

    /// <param name="returning">Whether half of the others vote on the second day too.</param>
    /// <param name="sharing">Voters that share a network.</param>
    /// <param name="dwell">Ms from an other's first sight to the first ballot.</param>
    /// <param name="sleep">Hours at which nobody else votes, from midnight on.</param>
    public HandMade(bool returning = true, int sharing = 10, Func<long>? dwell = null, int sleep = 0)
    {
        for (var i = 0; i < Others + 20; i++)
        {
            var at = Start + (i * 2 * Day / (Others + 20));
            if (at % Day < sleep * Hour)
                continue;
            var entry = i % 101 == 50 ? Entry : Chance.Whole(10, 59);
            var network = 1_000_000 + (ulong)(i / sharing);
            var voter = Vote(at, entry, network, dwell: dwell?.Invoke() ?? Human());
            if (returning && at < Then && i % 2 == 0)
                Vote(at + Day + 1, entry, network, voter: voter);
        }
    }

    public Chance Chance { get; } = new(1);

    public IReadOnlyList<SignalBallot> Ballots => _ballots;

    public long Human() => (long)(Chance.LogNormal(50, 1.0) * Second);

    /// <returns>The voter.</returns>
    public UInt128 Vote(
        long at, int entry = Entry, ulong network = 0, ulong address = 0, ulong device = 0, long dwell = 30 * Second, string channel = "device", UInt128? voter = null,
        int? also = null)
    {
        var who = voter ?? ++_voters;
        _ballots.Add(new(_ballots.Count, at, channel, who, also is { } other ? [entry, other] : [entry], address, network == 0 ? 10_000_000 + _voters : network, device, at - dwell));
        return who;
    }

    public IReadOnlyList<SignalFinding> Found(ISignalRule rule) => rule.Find(_ballots);

    /// <summary>The one finding about the entry.</summary>
    public SignalFinding The(ISignalRule rule) => Assert.Single(Found(rule), finding => finding.Entry == Entry);

    public void Nothing(ISignalRule rule) => Assert.DoesNotContain(Found(rule), finding => finding.Entry is Entry or null);
}
