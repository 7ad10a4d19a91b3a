using Voting.Rules.Signals;

namespace Voting.Rules.Tests.Signals;

internal enum Origin
{
    Background,
    Event,
    Attack,
}

/// <summary>A contest that ballots are put into: how long it runs, what is liked, when people are awake, where they are.</summary>
internal sealed class TraceMaker
{
    public const long Second = 1000;
    public const long Minute = 60 * Second;
    public const long Hour = 60 * Minute;
    public const long Day = 24 * Hour;

    /// <summary>Midnight of a day in 2026.</summary>
    public const long Start = 1_790_000_000_000 / Day * Day;

    /// <summary>How awake a region is, by hour.</summary>
    private static readonly double[] Waking =
        [.25, .12, .07, .05, .05, .1, .35, .8, 1.2, 1.4, 1.5, 1.5, 1.7, 1.4, 1.2, 1.2, 1.2, 1.3, 1.5, 1.9, 2.2, 2.1, 1.5, .7];

    private readonly List<(SignalBallot Ballot, Origin Origin)> _ballots = [];
    private readonly double[] _liking;
    private ulong _identities;

    public TraceMaker(Chance chance)
    {
        Chance = chance;
        Networks = new(chance);
        Days = chance.Whole(3, 7);
        Entries = chance.Whole(40, 154);
        var steepness = chance.Between(0.5, 0.9);
        var sum = 0d;
        _liking = [.. Enumerable.Range(1, Entries).Select(entry => sum += 1 / Math.Pow(entry, steepness))];
    }

    public Chance Chance { get; }

    public Networks Networks { get; }

    public int Days { get; }

    /// <summary>Entry 1 is liked most, the last one least.</summary>
    public int Entries { get; }

    public long End => Start + (Days * Day);

    public int Liked() => Chance.Weighted(_liking) + 1;

    /// <summary>An entry that is neither first nor hopeless: who stands there is tempted, and has a crowd of friends.</summary>
    public int Contender() => Chance.Whole(3, Entries / 2);

    /// <summary>A time when people are awake, with the rush before the end.</summary>
    public long Awake()
    {
        while (true)
        {
            var at = Start + (long)(Chance.Unit() * Days * Day);
            var rush = End - at < 15 * Minute ? 4 : End - at < 2 * Hour ? 2 : 1;
            if (Chance.Unit() * 9 < Waking[(at - Start) % Day / Hour] * rush)
                return at;
        }
    }

    /// <summary>A time on a day from 0 and at an hour.</summary>
    public static long At(int day, double hour) => Start + (day * Day) + (long)(hour * Hour);

    public ulong Identity() => Place.Tag(3, ++_identities);

    /// <summary>An identity on the device channel, where device and voter are one.</summary>
    public Person OnDevice(Place? home, long knownSince) => OnDevice("device", home, knownSince);

    public Person OnDevice(string channel, Place? home, long knownSince)
    {
        var device = Identity();
        return new(channel, new UInt128(device, Identity()), device, home, knownSince);
    }

    /// <summary>Before opening and after closing nothing is cast.</summary>
    public void Cast(Person person, long at, Origin origin, params IEnumerable<int> entries)
    {
        if (at < Start || at >= End)
            return;
        var place = person.Home ?? Networks.Phone();
        _ballots.Add((new(0, at, person.Channel, person.Voter, [.. entries.Distinct().Order()],
            place.AddressTag, place.NetworkTag, person.Device, Math.Min(person.KnownSince, at)), origin));
    }

    public Trace ToTrace(string kind, int seed)
    {
        var rows = _ballots.OrderBy(row => row.Ballot.At).ThenBy(row => row.Ballot.Voter)
            .Select((row, index) => (Ballot: row.Ballot with { Index = index + 1 }, row.Origin)).ToList();
        return new(kind, seed, [.. rows.Select(row => row.Ballot)], Of(Origin.Attack), Of(Origin.Event));

        HashSet<long> Of(Origin origin) => [.. rows.Where(row => row.Origin == origin).Select(row => row.Ballot.Index)];
    }
}
