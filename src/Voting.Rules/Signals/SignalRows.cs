namespace Voting.Rules.Signals;

/// <summary>
/// The ballots in the order of time, with what every rule asks: which one is a voter's first, who shares a network or a device,
/// which ballots hold an entry. Rows are named by their position in that order; everything is linear in the ballots.
/// </summary>
public sealed class SignalRows
{
    /// <summary>The number in place of an unknown tag.</summary>
    public const int Unknown = -1;

    /// <summary>An identity is fresh when its first ballot came within this time of its being first seen.</summary>
    public const long FreshWithin = 10 * 60 * 1000;

    private readonly Dictionary<int, List<int>> _byEntry = [];
    private readonly List<List<int>> _byVoter = [];

    public SignalRows(IReadOnlyList<SignalBallot> ballots)
    {
        Ballots = Sorted(ballots);
        Voter = new int[Ballots.Length];
        IsFirst = new bool[Ballots.Length];
        Number(ballot => ballot.Voter, Voter);
        Address = Number(ballot => ballot.Address);
        Network = Number(ballot => ballot.Network);
        Device = Number(ballot => ballot.Device);
        for (var row = 0; row < Ballots.Length; row++)
        {
            IsFirst[row] = Voter[row] == _byVoter.Count;
            if (IsFirst[row])
                _byVoter.Add([]);
            _byVoter[Voter[row]].Add(row);
            foreach (var entry in Ballots[row].Entries)
            {
                if (!_byEntry.TryGetValue(entry, out var rows))
                    _byEntry[entry] = rows = [];
                rows.Add(row);
            }
        }

        Entries = [.. _byEntry.Keys.Order()];
    }

    /// <summary>By time, then by log index.</summary>
    public SignalBallot[] Ballots { get; }

    /// <summary>Entries with a ballot, ascending.</summary>
    public IReadOnlyList<int> Entries { get; }

    /// <summary>For each row a number from 0, the same for the same voter; as for the other tags.</summary>
    public int[] Voter { get; }

    public int[] Address { get; }

    public int[] Network { get; }

    public int[] Device { get; }

    /// <summary>Whether the row is its voter's first one.</summary>
    public bool[] IsFirst { get; }

    /// <summary>From the first ballot to the last, at least 1 ms.</summary>
    public long Span => Ballots.Length == 0 ? 1 : Math.Max(1, Ballots[^1].At - Ballots[0].At);

    /// <summary>Rows that hold the entry, ascending.</summary>
    public IReadOnlyList<int> Of(int entry) => _byEntry[entry];

    public IReadOnlyList<int> OfVoter(int voter) => _byVoter[voter];

    /// <summary>Ms from being first seen to the ballot; never below 0.</summary>
    public long Dwell(int row) => Math.Max(0, Ballots[row].At - Ballots[row].KnownSince);

    /// <summary>A first ballot of somebody who had been seen for minutes only.</summary>
    public bool IsFresh(int row) => IsFirst[row] && Ballots[row].KnownSince > 0 && Dwell(row) <= FreshWithin;

    /// <summary>Log indexes of every ballot for the entry by the voters of these rows, ascending.</summary>
    public IReadOnlyList<long> BallotsFor(int entry, IEnumerable<int> rows) =>
    [
        .. rows.Select(row => Voter[row]).Distinct().SelectMany(OfVoter)
            .Where(row => Ballots[row].Entries.Contains(entry)).Select(row => Ballots[row].Index).Order(),
    ];

    private static SignalBallot[] Sorted(IReadOnlyList<SignalBallot> ballots)
    {
        var sorted = ballots.ToArray();
        Array.Sort(sorted, (a, b) => a.At != b.At ? a.At.CompareTo(b.At) : a.Index.CompareTo(b.Index));
        return sorted;
    }

    private int[] Number(Func<SignalBallot, ulong> tag)
    {
        var numbers = new int[Ballots.Length];
        Number(ballot => tag(ballot), numbers);
        return numbers;
    }

    private void Number(Func<SignalBallot, UInt128> tag, int[] numbers)
    {
        var known = new Dictionary<UInt128, int>();
        for (var row = 0; row < numbers.Length; row++)
        {
            var value = tag(Ballots[row]);
            if (value == UInt128.Zero)
            {
                numbers[row] = Unknown;
                continue;
            }

            if (!known.TryGetValue(value, out var number))
                known[value] = number = known.Count;
            numbers[row] = number;
        }
    }
}
