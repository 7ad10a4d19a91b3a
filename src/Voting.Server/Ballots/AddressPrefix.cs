using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Voting.Server.Ballots;

/// <summary>
/// What limits per address are kept for: an IPv4 address, or the /64 network of an IPv6 address, of which one household or
/// phone can use every address. IPv4 written as IPv6 is the IPv4 address.
/// </summary>
public readonly record struct AddressPrefix(ulong Value)
{
    /// <summary>What it lies in, with the last 16 of its bits cleared: the /16 of an IPv4 address, the /48 of an IPv6 network.</summary>
    public ulong Wide => Value & ~0xFFFFUL;

    public static AddressPrefix Of(IPAddress? address)
    {
        if (address is null)
            return default;
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();

        var bytes = address.GetAddressBytes();
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? new AddressPrefix(BinaryPrimitives.ReadUInt64BigEndian(bytes))
            : new AddressPrefix(BinaryPrimitives.ReadUInt32BigEndian(bytes));
    }

    /// <summary>The network it lies in: IPv4 /24 or IPv6 /48.</summary>
    public AddressPrefix Network => new(Value & (Value <= uint.MaxValue ? ~0xFFUL : ~0xFFFFUL));

    public override string ToString() => Value.ToString("x16", CultureInfo.InvariantCulture);
}
