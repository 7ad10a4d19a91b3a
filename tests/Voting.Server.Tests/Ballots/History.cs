using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Voting.Rules.Contests;

namespace Voting.Server.Tests.Ballots;

internal abstract record Step
{
    public sealed record Cast(int Voter, int Key, int[] Entries, ulong Address) : Step;

    public sealed record Look(int Voter) : Step;

    public sealed record Wait(TimeSpan Time) : Step;

    /// <summary>The ledger records one of the ballots that are on their way, the <paramref name="Which"/>th modulo their number.</summary>
    public sealed record Record(int Which) : Step;

    public sealed record Shut : Step;
}

/// <summary>A contest and what happens in it, wholly determined by its number: few voters, entries and addresses, so that they meet.</summary>
internal sealed class History
{
    public const int EntryCount = 6;
    private static readonly string[] Zones = ["Asia/Shanghai", "America/New_York", "Europe/Berlin", "Pacific/Auckland", "UTC"];

    /// <summary>Three of one IPv4 network, one of another, two of one IPv6 network, one of another.</summary>
    private static readonly ulong[] Addresses =
        [0x0A00_0001, 0x0A00_0002, 0x0A00_FF03, 0x0A01_0001, 0x2001_0DB8_0001_0001, 0x2001_0DB8_0001_0002, 0x2001_0DB8_0002_0001];

    private readonly int _number;
    private int _draws;

    public History(int number)
    {
        _number = number;
        var votes = 1 + Pick(6);
        var most = 1 + Pick(Math.Min(votes, 3));
        Policy = new BallotPolicy(
            Pick(3) == 0 ? BallotPolicy.WholeContest : BallotPolicy.Day, votes, 1 + Pick(Math.Min(votes, 2)), 1, most,
            Pick(3) == 0 ? 1 + Pick(votes) : null);
        Zone = TimeZoneInfo.FindSystemTimeZoneById(Zones[Pick(Zones.Length)]);
        AddressCap = 1 + Pick(8);
        AddressWindows = Pick(2) == 0 ? 1 + Pick(3) : 100;
        // Around the nights in which clocks change, and others.
        Start = new DateTimeOffset(2023, Pick(2) == 0 ? 11 : 3, 4 + Pick(24), Pick(24), Pick(60), Pick(60), TimeSpan.Zero);
        OpensAt = Start + TimeSpan.FromMinutes(Pick(3) * 20);
        ClosesAt = OpensAt + TimeSpan.FromHours(1 + Pick(80));
        Steps = [.. Enumerable.Range(0, 20 + Pick(40)).Select(_ => NextStep(most))];
    }

    public BallotPolicy Policy { get; }

    public TimeZoneInfo Zone { get; }

    public int AddressCap { get; }

    /// <summary>Mostly more than there are addresses, else so few that they have to share.</summary>
    public int AddressWindows { get; }

    public DateTimeOffset Start { get; }

    public DateTimeOffset OpensAt { get; }

    public DateTimeOffset ClosesAt { get; }

    public IReadOnlyList<Step> Steps { get; }

    private int _casts;

    private Step NextStep(int most) => Pick(20) switch
    {
        < 11 => new Step.Cast(Pick(3), Key(), Entries(most), Addresses[Pick(Addresses.Length)]),
        < 13 => new Step.Record(Pick(100)),
        < 15 => new Step.Look(Pick(3)),
        < 19 => new Step.Wait(Waits()),
        _ => Pick(8) == 0 ? new Step.Shut() : new Step.Record(Pick(100)),
    };

    /// <summary>Mostly a new key, now and then one of the last few: a repeat, a mismatch, or another voter's.</summary>
    private int Key() => Pick(4) == 0 ? Math.Max(0, _casts - 1 - Pick(4)) : _casts++;

    private int[] Entries(int most) =>
        [.. Enumerable.Range(1, EntryCount).OrderBy(_ => Pick(1000)).Take(1 + Pick(most)).Order()];

    private TimeSpan Waits() => Pick(8) switch
    {
        0 => TimeSpan.FromMilliseconds(Pick(1000)),
        1 or 2 => TimeSpan.FromSeconds(Pick(90)),
        3 => TimeSpan.FromMinutes(Pick(60)),
        4 or 5 => TimeSpan.FromHours(Pick(14)),
        6 => TimeSpan.FromSeconds(-Pick(30)),
        _ => TimeSpan.FromMinutes(20),
    };

    private int Pick(int below) => (int)(BinaryPrimitives.ReadUInt64BigEndian(
        SHA256.HashData(Encoding.ASCII.GetBytes($"history/{_number}/{_draws++}"))) % (ulong)below);
}
