namespace Voting.Rules.Ranking;

/// <summary>
/// The steps that order entries; a policy lists them from first to last. Each compares two entries, the better
/// one first (negative), or finds them equal (0), and then the next step has its turn.
/// </summary>
public static class TieSteps
{
    public const string Score = "score";
    public const string Votes = "votes";
    public const string Expert = "expert";
    public const string Criterion = "criterion";
    public const string Decision = "decision";
    public const string Joint = "joint";

    private static readonly Dictionary<string, Comparison<Standing>> Table = new(StringComparer.Ordinal)
    {
        [Score] = (a, b) => b.ScoreCompared.CompareTo(a.ScoreCompared),
        [Votes] = (a, b) => b.Votes.CompareTo(a.Votes),
        [Expert] = (a, b) => Nullable.Compare(b.Panel.Expert, a.Panel.Expert),
        [Criterion] = (a, b) => Nullable.Compare(b.Panel.HeaviestCriterion, a.Panel.HeaviestCriterion),
        [Decision] = (a, b) => a.Decided.CompareTo(b.Decided),
        [Joint] = (_, _) => 0,
    };

    /// <summary>All of them in the default order.</summary>
    public static IReadOnlyList<string> Known { get; } = [Score, Votes, Expert, Criterion, Decision, Joint];

    internal static Comparison<Standing> Comparison(string step) =>
        Table.TryGetValue(step, out var comparison)
            ? comparison
            : throw new ArgumentException($"Tie step {step} is not known.", nameof(step));
}
