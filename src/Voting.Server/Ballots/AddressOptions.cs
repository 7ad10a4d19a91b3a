namespace Voting.Server.Ballots;

/// <summary>Section <c>Voters:Address</c>.</summary>
public sealed class AddressOptions
{
    public const int DefaultWindows = 100_000;

    /// <summary>
    /// Ballots one address (IPv4) or network (IPv6 /64) may cast in a minute in one contest. An address is shared by
    /// campuses and carriers, so it is generous.
    /// </summary>
    public int HardCap { get; set; } = 6000;

    /// <summary>How many of them are counted one by one in a minute and contest; see <see cref="AddressWindows"/>.</summary>
    public int MaxWindows { get; set; } = DefaultWindows;

    /// <summary>Of one part of a box in Redis.</summary>
    public int WindowsOfShard(int shards) => Math.Max(1, MaxWindows / shards);
}
