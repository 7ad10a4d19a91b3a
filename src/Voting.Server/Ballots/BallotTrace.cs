using System.Buffers.Binary;
using Voting.Server.Contests;

namespace Voting.Server.Ballots;

/// <summary>
/// What review can go by, kept beside a ballot until the contest is archived: tags under the contest's key, never an address or
/// a device. 0 stands for "not known".
/// </summary>
/// <param name="Address">Of the IPv4 address or IPv6 /64.</param>
/// <param name="Network">Of the IPv4 /24 or IPv6 /48.</param>
/// <param name="Device">Of the browser's device cookie, whatever channel the voter is known by.</param>
/// <param name="KnownSince">When the voter was first seen here, Unix milliseconds.</param>
public readonly record struct BallotTrace(ulong Address, ulong Network, ulong Device, long KnownSince)
{
    private const int Size = 32;

    public static BallotTrace Of(ContestKeys keys, string slug, AddressPrefix address, VoterIdentity voter) => new(
        AddressTag(keys, slug, address), NetworkTag(keys, slug, address),
        voter.Device.Length == 0 ? 0 : keys.Tag(slug, "trace/device/v1", voter.Device),
        voter.KnownSince == default ? 0 : voter.KnownSince.ToUnixTimeMilliseconds());

    public static ulong AddressTag(ContestKeys keys, string slug, AddressPrefix address) =>
        address == default ? 0 : keys.Tag(slug, "trace/address/v1", address.ToString());

    public static ulong NetworkTag(ContestKeys keys, string slug, AddressPrefix address) =>
        address == default ? 0 : keys.Tag(slug, "trace/network/v1", address.Network.ToString());

    /// <summary>32 bytes: the members in their order, big-endian.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, Address);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(8), Network);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(16), Device);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(24), KnownSince);
        return bytes;
    }

    /// <summary>The trace of a row; nothing known where there is none any more.</summary>
    public static BallotTrace Read(byte[]? bytes) => bytes is { Length: Size }
        ? new(
            BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(8)),
            BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(16)), BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(24)))
        : default;
}
