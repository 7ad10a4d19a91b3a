namespace Voting.Rules.Panel;

/// <summary>What has to be said about an entry's E, in words that stay; shown beside it.</summary>
public static class ExpertNotes
{
    /// <summary>Nobody marked the entry: it has no E, which is not 0, and waits for a recorded decision.</summary>
    public const string NeedsDecision = "needs-decision";

    /// <summary>The plain mean instead of standard scores: an expert marked too few entries of the scope.</summary>
    public const string MeanForFewMarks = "mean-too-few-marks";

    /// <summary>The plain mean instead of standard scores: an expert gave every entry of the scope the same total.</summary>
    public const string MeanForNoSpread = "mean-no-spread";

    public static IReadOnlyList<string> Known { get; } = [NeedsDecision, MeanForFewMarks, MeanForNoSpread];
}
