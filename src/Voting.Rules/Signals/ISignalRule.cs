namespace Voting.Rules.Signals;

/// <summary>A pure, deterministic rule: the same ballots give the same findings, in whatever order they are handed in.</summary>
public interface ISignalRule
{
    string Id { get; }

    /// <summary>Raised whenever the same ballots could give other findings than before.</summary>
    int Version { get; }

    IReadOnlyList<SignalFinding> Find(SignalRows rows);

    IReadOnlyList<SignalFinding> Find(IReadOnlyList<SignalBallot> ballots) => Find(new SignalRows(ballots));
}
