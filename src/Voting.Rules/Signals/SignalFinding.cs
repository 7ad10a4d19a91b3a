namespace Voting.Rules.Signals;

public enum SignalSeverity
{
    /// <summary>Worth a look; crowds of people do this too.</summary>
    Alert,

    /// <summary>Ballots that a person should review; they count until somebody voids them.</summary>
    Hold,
}

/// <summary>A number that a finding rests on.</summary>
/// <param name="Name">Stable; the words for it are the reader's.</param>
/// <param name="Value">Shares are 0 to 1; at most three decimals.</param>
public readonly record struct SignalFact(string Name, double Value);

/// <summary>What one rule saw: a signal to be looked at, never a verdict.</summary>
/// <param name="Rule"><c>R1</c> to <c>R5</c>.</param>
/// <param name="Version">Of the rule; another threshold is another version.</param>
/// <param name="Reason">Which of the rule's patterns, stable, such as <c>steady-pace</c>.</param>
/// <param name="Entry">The entry that the ballots have in common, where the rule looks at one.</param>
/// <param name="Ballots">Log indexes, ascending.</param>
/// <param name="Facts">In a fixed order for each reason.</param>
public sealed record SignalFinding(
    string Rule, int Version, SignalSeverity Severity, string Reason, int? Entry, IReadOnlyList<long> Ballots, IReadOnlyList<SignalFact> Facts);
