namespace Voting.Rules.Signals;

/// <summary>
/// The five rules. Crowds of honest people come at once, from one place, and for one entry: that alone is an alert. A hold
/// needs what a crowd does not show.
/// </summary>
public static class SignalRules
{
    public static IReadOnlyList<ISignalRule> All { get; } =
        [new VelocityRule(), new NetworkRule(), new PaceRule(), new DeviceRule(), new CohortRule()];

    /// <returns>By rule, and within a rule in an order that the ballots alone decide.</returns>
    public static IReadOnlyList<SignalFinding> Scan(IReadOnlyList<SignalBallot> ballots)
    {
        var rows = new SignalRows(ballots);
        return [.. All.SelectMany(rule => rule.Find(rows))];
    }
}
