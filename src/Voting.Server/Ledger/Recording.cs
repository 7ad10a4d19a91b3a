namespace Voting.Server.Ledger;

/// <summary>How the recording of an admitted ballot ended.</summary>
public abstract record Recording
{
    /// <summary>Nobody can tell whether it is stored; the same key decides later.</summary>
    public static Recording Unknown { get; } = new Undecided();

    /// <summary>Not stored: the box that admitted it has been thrown away since. It can be cast again.</summary>
    public static Recording Overtaken { get; } = new Refused();

    /// <summary>Not stored, and never will be: the log's <c>close</c> leaf stands.</summary>
    public static Recording Closed { get; } = new Late();

    public sealed record Recorded(RecordedBallot Ballot) : Recording;

    private sealed record Undecided : Recording;

    private sealed record Refused : Recording;

    private sealed record Late : Recording;
}
