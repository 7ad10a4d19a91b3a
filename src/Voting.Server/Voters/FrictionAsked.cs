namespace Voting.Server.Voters;

/// <summary>What came with a ballot to pay for it; empty where nothing did.</summary>
/// <param name="Solution">Payload of a solved challenge; see <see cref="ChallengeSolution"/>.</param>
/// <param name="Ticket">Of a wait; see <see cref="WaitTickets"/>.</param>
public sealed record BallotProof(string Solution, string Ticket = "");

/// <summary>What a voter is asked for, why, and the ways forward.</summary>
/// <param name="Challenge">To be solved; null where only a stronger channel helps.</param>
/// <param name="IsAgain">What was sent has run out or is not right: this is a new one.</param>
/// <param name="Ticket">For a page without script; null while too many wait in the same network.</param>
/// <param name="Channels">Stronger channels of the contest.</param>
public sealed record FrictionAsked(
    FrictionReason Reason, int Level, Challenge? Challenge, bool IsAgain, WaitTicket? Ticket, IReadOnlyList<string> Channels)
{
    /// <summary>The problem text that says what happened and what to do.</summary>
    public string TextKey => this switch
    {
        { Challenge: null } => "friction-stronger",
        { IsAgain: true } => "friction-again",
        { Reason: FrictionReason.BusyContest } => "friction-contest",
        { Reason: FrictionReason.BusyNetwork } => "friction-network",
        { Reason: FrictionReason.WrongSolutions } => "friction-wrong",
        _ => "challenge-required",
    };

    /// <summary>Members of the problem: <c>challenge</c>, and the stronger <c>channels</c> where the contest accepts some.</summary>
    public Dictionary<string, object?> ToExtensions()
    {
        var members = new Dictionary<string, object?>();
        if (Challenge is not null)
            members["challenge"] = Challenge;
        if (Channels.Count > 0)
            members["channels"] = Channels;
        return members;
    }
}

/// <param name="Asked">Null when the ballot may go on.</param>
/// <param name="IsHeld">It goes on, and is held for review once it is recorded.</param>
public sealed record FrictionPassage(FrictionAsked? Asked, bool IsHeld = false);
