using System.Runtime.InteropServices;

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

    /// <summary>For each row the same voter's next one, or none.</summary>
    private readonly int[] _next;

    public SignalRows(IReadOnlyList<SignalBallot> ballots)
    {
        Ballots = Sorted(ballots);
        Voter = Number(ballot => (UInt128?)ballot.Voter);
        Address = Number(ballot => Known(ballot.Address));
        Network = Number(ballot => Known(ballot.Network));
        Device = Number(ballot => Known(ballot.Device));
        IsFirst = new bool[Ballots.Length];
        _next = new int[Ballots.Length];
        Array.Fill(_next, Unknown);
        var last = new List<int>();
        for (var row = 0; row < Ballots.Length; row++)
        {
            // Numbers are given in the order of rows: the next one is somebody new.
            IsFirst[row] = Voter[row] == last.Count;
            if (IsFirst[row])
                last.Add(row);
            else
                (_next[last[Voter[row]]], last[Voter[row]]) = (row, row);
            foreach (var entry in Ballots[row].Entries)
                Add(entry, row);
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

    /// <returns>The row and the same voter's later ones.</returns>
    public IEnumerable<int> FromOn(int row)
    {
        for (; row != Unknown; row = _next[row])
            yield return row;
    }

    public bool HasLater(int row) => _next[row] != Unknown;

    /// <summary>Ms from being first seen to the ballot; never below 0.</summary>
    public long Dwell(int row) => Math.Max(0, Ballots[row].At - Ballots[row].KnownSince);

    /// <summary>A first ballot of somebody who had been seen for minutes only.</summary>
    public bool IsFresh(int row) => IsFirst[row] && Ballots[row].KnownSince > 0 && Dwell(row) <= FreshWithin;

    /// <summary>Log indexes of these ballots, and of their voters' later ones for the entry, ascending.</summary>
    public IReadOnlyList<long> BallotsFor(int entry, IEnumerable<int> rows) =>
        [.. rows.SelectMany(FromOn).Where(row => Ballots[row].Entries.Contains(entry)).Select(row => Ballots[row].Index).Distinct().Order()];

    private static SignalBallot[] Sorted(IReadOnlyList<SignalBallot> ballots)
    {
        var sorted = ballots.ToArray();
        static int Order(SignalBallot a, SignalBallot b) => a.At != b.At ? a.At.CompareTo(b.At) : a.Index.CompareTo(b.Index);
        for (var i = 1; i < sorted.Length; i++)
        {
            if (Order(sorted[i - 1], sorted[i]) <= 0)
                continue;
            Array.Sort(sorted, Order);
            break;
        }

        return sorted;
    }

    private void Add(int entry, int row)
    {
        if (!_byEntry.TryGetValue(entry, out var rows))
            _byEntry[entry] = rows = [];
        rows.Add(row);
    }

    private static ulong? Known(ulong tag) => tag == 0 ? null : tag;

    /// <summary>Numbers from 0 in the order in which the values appear.</summary>
    private int[] Number<T>(Func<SignalBallot, T?> tag)
        where T : struct, IEquatable<T>
    {
        var (numbers, known) = (new int[Ballots.Length], new Dictionary<T, int>());
        for (var row = 0; row < numbers.Length; row++)
        {
            if (tag(Ballots[row]) is not { } value)
            {
                numbers[row] = Unknown;
                continue;
            }

            ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(known, value, out var isKnown);
            if (!isKnown)
                number = known.Count - 1;
            numbers[row] = number;
        }

        return numbers;
    }
}
