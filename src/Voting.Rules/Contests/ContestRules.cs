using Voting.Rules.Ranking;

namespace Voting.Rules.Contests;

/// <summary>Everything an organizer decides about counting; sealed and hashed when voting opens.</summary>
/// <param name="Channels">How voters may be known: <c>device</c>, <c>phone</c>, <c>wechat</c>, <c>code</c>.</param>
public sealed record ContestRules(BallotPolicy Ballot, IReadOnlyList<string> Channels, ScorePolicy Score);

/// <summary>An award group, ranked on its own.</summary>
/// <param name="Awards">How many places of the group win.</param>
public sealed record Group(string Code, string Name, int Awards);
