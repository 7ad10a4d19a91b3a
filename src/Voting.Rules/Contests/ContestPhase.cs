namespace Voting.Rules.Contests;

/// <summary>Where a contest stands. On the wire the names are lower case.</summary>
public enum ContestPhase
{
    Draft,
    Nominating,
    Screening,
    Exhibiting,
    Voting,
    Reviewing,
    Published,
    Archived,
}

/// <summary>The legal moves between phases: one step forward; a draft with imported entries may skip nominations.</summary>
public static class ContestPhases
{
    public static bool IsLegalMove(ContestPhase from, ContestPhase to) =>
        to == from + 1 || (from, to) == (ContestPhase.Draft, ContestPhase.Screening);

    public static ContestPhase? NextOf(ContestPhase phase) => phase switch
    {
        ContestPhase.Draft => ContestPhase.Screening,
        ContestPhase.Archived => null,
        _ => phase + 1,
    };

    public static string ToWire(this ContestPhase phase) => phase switch
    {
        ContestPhase.Draft => "draft",
        ContestPhase.Nominating => "nominating",
        ContestPhase.Screening => "screening",
        ContestPhase.Exhibiting => "exhibiting",
        ContestPhase.Voting => "voting",
        ContestPhase.Reviewing => "reviewing",
        ContestPhase.Published => "published",
        ContestPhase.Archived => "archived",
        _ => throw new ArgumentOutOfRangeException(nameof(phase), phase, null),
    };

    public static ContestPhase? FromWire(string? name) =>
        Enum.GetValues<ContestPhase>().Cast<ContestPhase?>().FirstOrDefault(phase => phase!.Value.ToWire() == name);
}
