using Voting.Rules.Signals;

namespace Voting.Rules.Tests.Signals;

/// <summary>Ballots as a contest might have had them, and which of them an attack brought in.</summary>
internal sealed record Trace(string Kind, int Seed, IReadOnlyList<SignalBallot> Ballots, IReadOnlySet<long> Attack, IReadOnlySet<long> Event);
