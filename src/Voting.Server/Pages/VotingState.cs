using Voting.Rules.Contests;
using Voting.Server.Contests;

namespace Voting.Server.Pages;

/// <summary>What a visitor can do on a contest's pages now.</summary>
public enum VotingState
{
    /// <summary>The shortlist is not public yet.</summary>
    Preparing,

    /// <summary>Entries are on show, voting has not begun.</summary>
    Before,
    Open,
    Closed,
}

public static class VotingStates
{
    public static VotingState StateAt(this Contest contest, DateTimeOffset now) => contest.Phase switch
    {
        < ContestPhase.Exhibiting => VotingState.Preparing,
        > ContestPhase.Voting => VotingState.Closed,
        _ when now >= contest.ClosesAt => VotingState.Closed,
        ContestPhase.Exhibiting => VotingState.Before,
        _ => now < contest.OpensAt ? VotingState.Before : VotingState.Open,
    };
}
