using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Voting.Rules.Contests;
using Voting.Server.Ballots;
using Voting.Server.Contests;

namespace Voting.Server.Review;

/// <summary>Which ballots are meant: all conditions that are given hold together, and one at least is given.</summary>
/// <param name="AddressPrefix">An address, a /24 or /32 of IPv4, a /48 or /64 of IPv6.</param>
/// <param name="From">Accepted at or after.</param>
/// <param name="To">Accepted before.</param>
/// <param name="Rule">Named by a finding of this signal rule.</param>
/// <param name="Finding">Named by this finding: a cohort.</param>
/// <param name="State"><c>valid | held | voided</c>: how the ballot stands now.</param>
public sealed record ReviewFilter(
    int? Entry = null, string? Channel = null, string? AddressPrefix = null, DateTimeOffset? From = null, DateTimeOffset? To = null,
    string? Rule = null, long? Finding = null, IReadOnlyList<string>? BallotIds = null, string? State = null)
{
    public const int MostIds = 10_000;
    public const string Valid = "valid";
    public const string Held = "held";
    public const string Voided = "voided";

    /// <summary>Fields that can not be, each with a stable word; empty when the filter can be used.</summary>
    public IEnumerable<FieldError> Check(Contest contest)
    {
        if (this == new ReviewFilter())
            yield return new("filter", "required");
        if (Entry is { } number && contest.FindOnShow(number) is null)
            yield return new("filter.entry", "unknown");
        if (Channel is not null && !VoterChannels.All.Contains(Channel))
            yield return new("filter.channel", "unknown");
        if (AddressPrefix is not null && ReadPrefix() is null)
            yield return new("filter.addressPrefix", "format");
        if (From >= To)
            yield return new("filter.to", "range");
        if (State is not (null or Valid or Held or Voided))
            yield return new("filter.state", "unknown");
        if (BallotIds is { } ids && (ids.Count is 0 or > MostIds || ids.Any(id => id is not { Length: 32 })))
            yield return new("filter.ballotIds", "range");
    }

    /// <summary>Whether a trace has the address or network that is meant.</summary>
    public Func<BallotTrace, bool> MatchPrefix(ContestKeys keys, string slug)
    {
        if (ReadPrefix() is not var (prefix, isNetwork))
            return _ => true;
        var tag = isNetwork ? BallotTrace.NetworkTag(keys, slug, prefix) : BallotTrace.AddressTag(keys, slug, prefix);
        return trace => (isNetwork ? trace.Network : trace.Address) == tag;
    }

    private (AddressPrefix Prefix, bool IsNetwork)? ReadPrefix()
    {
        if (AddressPrefix?.Split('/') is not { Length: 1 or 2 } parts || !IPAddress.TryParse(parts[0].Trim(), out var address))
            return null;
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        var isV4 = address.AddressFamily == AddressFamily.InterNetwork;
        int? length = parts.Length == 1 ? (isV4 ? 32 : 64)
            : int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given
            : null;
        return (isV4, length) switch
        {
            (true, 32) or (false, 64 or 128) => (Ballots.AddressPrefix.Of(address), false),
            (true, 24) or (false, 48) => (Ballots.AddressPrefix.Of(address), true),
            _ => null,
        };
    }
}
