namespace Voting.Rules.Panel;

/// <summary>
/// How one expert's totals of all the entries in scope are put on a scale before a method joins the experts.
/// "raw" leaves them as marked, and is the only one so far.
/// </summary>
public static class ExpertScales
{
    /// <summary>Every name a policy may ever carry, available yet or not.</summary>
    public static IReadOnlyList<string> Known { get; } = ["raw", "max", "minmax", "rank", "tscore"];

    public static bool IsAvailable(string name) => name is "raw";
}
