namespace Voting.Server.Ballots;

/// <summary>Section <c>Voters:Address</c>.</summary>
public sealed class AddressOptions
{
    /// <summary>
    /// Ballots one address (IPv4) or network (IPv6 /64) may cast in a minute in one contest. An address is shared by
    /// campuses and carriers, so it is generous.
    /// </summary>
    public int HardCap { get; set; } = 6000;
}
