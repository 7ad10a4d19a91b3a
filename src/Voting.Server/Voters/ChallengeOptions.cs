using Voting.Server.Ballots;

namespace Voting.Server.Voters;

/// <summary>When a browser has to work before its ballot is taken.</summary>
public enum ChallengeMode
{
    /// <summary>Never.</summary>
    Off,

    /// <summary>Newcomers, while the contest, their address or its network is busy.</summary>
    Adaptive,

    /// <summary>With every ballot.</summary>
    Always,
}

/// <summary>Section <c>Voters:Challenge</c>.</summary>
public sealed class ChallengeOptions
{
    private const int LeastBusy = 2000;

    public ChallengeMode Mode { get; set; } = ChallengeMode.Adaptive;

    /// <summary>How long a challenge can be solved and sent back.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Iterations of one derivation at the easiest level; every level is four times the work of the one below.</summary>
    public int Cost { get; set; } = 2000;

    /// <summary>How long a device has been here, without a wrong solution lately, before it is asked nothing.</summary>
    public TimeSpan KnownAfter { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The last minutes, in which ballots and wrong solutions of an address are counted.</summary>
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Ballots of one address (IPv4, or IPv6 /64) in the window from which on its newcomers are asked; null = a third of what its cap
    /// lets through in a minute (<see cref="AddressOptions.HardCap"/>), and 2000 at least.
    /// </summary>
    public int? AddressBallots { get; set; }

    /// <summary>The same for its network (IPv4 /24, or IPv6 /48); null = ten times as many.</summary>
    public int? NetworkBallots { get; set; }

    /// <summary>Ballots a second in one contest, on this server, from which on its newcomers are asked.</summary>
    public int ContestBallotsPerSecond { get; set; } = 2000;

    public int BusyAddress(AddressOptions addresses) => AddressBallots ?? Math.Max(LeastBusy, addresses.HardCap / 3);

    public int BusyNetwork(AddressOptions addresses) => NetworkBallots ?? (int)Math.Min(int.MaxValue, 10L * BusyAddress(addresses));
}
