namespace Voting.Rules.Tests.Signals;

/// <summary>An identity, real or made up.</summary>
/// <param name="Home">Null for a phone on a carrier's network: another address each time.</param>
/// <param name="KnownSince">Unix ms.</param>
internal sealed record Person(string Channel, UInt128 Voter, ulong Device, Place? Home, long KnownSince);
