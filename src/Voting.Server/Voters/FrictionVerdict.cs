namespace Voting.Server.Voters;

/// <summary>What stands between a voter and the ballot box, from nothing upwards.</summary>
public enum FrictionStep
{
    Nothing,

    /// <summary>The browser works for some moments.</summary>
    Challenge,

    /// <summary>The voter shows who they are in a stronger way, of those the contest accepts.</summary>
    StrongerChannel,

    /// <summary>The browser works, and the ballot is recorded and held for review.</summary>
    Held,
}

public enum FrictionReason
{
    None,
    EveryBallot,
    BusyContest,
    BusyNetwork,

    /// <summary>Wrong solutions came from there lately.</summary>
    WrongSolutions,
}

/// <param name="Level">Of the challenge, 1 to <see cref="Challenges.MostLevel"/>; 0 where none is asked.</param>
public sealed record FrictionVerdict(FrictionStep Step, int Level, FrictionReason Reason)
{
    public static FrictionVerdict Nothing { get; } = new(FrictionStep.Nothing, 0, FrictionReason.None);
}
