using System.Text.Json.Serialization;
using Voting.Rules.Ranking;

namespace Voting.Rules.Contests;

/// <summary>Everything an organizer decides about counting; sealed and hashed when voting opens.</summary>
/// <param name="Channels">How voters may be known: <c>device</c>, <c>phone</c>, <c>wechat</c>, <c>code</c>.</param>
/// <param name="Publicity">How long a published result is open to objections at least; null = not at all.</param>
/// <param name="MinMarks">So many experts are to mark every entry; publishing with fewer is a decision with a reason. Null = one.</param>
/// <param name="ChannelVotes">Votes a period of voters known by a channel, where they are not those of <paramref name="Ballot"/>; null = nowhere.</param>
/// <param name="TieDecision">Entry numbers in the order the panel decided, for the tie step "decision"; it comes by an amendment only.</param>
public sealed record ContestRules(
    BallotPolicy Ballot,
    IReadOnlyList<string> Channels,
    ScorePolicy Score,
    PublicityPeriod? Publicity = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<int>? TieDecision = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? MinMarks = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, int>? ChannelVotes = null)
{
    /// <summary>The ballot policy for voters known by a channel.</summary>
    public BallotPolicy BallotOf(string channel) =>
        ChannelVotes?.TryGetValue(channel, out var votes) == true ? Ballot with { VotesPerPeriod = votes } : Ballot;
}

/// <summary>An award group, ranked on its own.</summary>
/// <param name="Awards">How many places of the group win.</param>
public sealed record Group(string Code, string Name, int Awards);
