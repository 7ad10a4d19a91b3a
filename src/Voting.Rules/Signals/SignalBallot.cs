namespace Voting.Rules.Signals;

/// <summary>One recorded ballot as the rules see it: when, for what, and from where, in tags that name nobody.</summary>
/// <param name="Index">In the contest's log; no two ballots share one.</param>
/// <param name="At">When it was accepted, Unix ms.</param>
/// <param name="Channel">How the voter is known, such as <c>device</c>, <c>phone</c>, <c>wechat</c>, <c>code</c>.</param>
/// <param name="Voter">The voter's pseudonym.</param>
/// <param name="Entries">Entry numbers, ascending, none twice.</param>
/// <param name="Address">Tag of the address; 0 = unknown, as for the other tags.</param>
/// <param name="Network">Tag of the /24 (IPv4) or /48 (IPv6).</param>
/// <param name="Device">Tag of the device cookie.</param>
/// <param name="KnownSince">When this identity was first seen, Unix ms; 0 = unknown.</param>
public sealed record SignalBallot(
    long Index, long At, string Channel, UInt128 Voter, IReadOnlyList<int> Entries, ulong Address, ulong Network, ulong Device, long KnownSince);
