namespace Voting.Rules.Contests;

/// <summary>How much of the counts may be shown.</summary>
public enum RevealKind
{
    /// <summary>All of it, as it is.</summary>
    Everything,

    /// <summary>Counts and places, as they were at <see cref="Reveal.Until"/>.</summary>
    UpTo,

    /// <summary>Places as they are; neither counts nor scores.</summary>
    Places,

    /// <summary>Neither counts nor places.</summary>
    Nothing,
}

/// <param name="Until">With <see cref="RevealKind.UpTo"/>: ballots that were recorded until then.</param>
public readonly record struct Reveal(RevealKind Kind, DateTimeOffset? Until = null)
{
    public static readonly Reveal Everything = new(RevealKind.Everything);
    public static readonly Reveal Places = new(RevealKind.Places);
    public static readonly Reveal Nothing = new(RevealKind.Nothing);

    public static Reveal UpTo(DateTimeOffset until) => new(RevealKind.UpTo, until);
}
