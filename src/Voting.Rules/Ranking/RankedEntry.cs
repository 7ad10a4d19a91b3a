namespace Voting.Rules.Ranking;

/// <summary>
/// One row of a ranking. Scores are exact, and 0..100 unless a "tscore" is in the policy, whose scale has no ends; the shown
/// ones are rounded from the exact value.
/// </summary>
/// <param name="Number">The entry's number.</param>
/// <param name="Rank">Place from 1; joint places skip the next ones (1, 2, 2, 4).</param>
/// <param name="Votes">Valid votes.</param>
/// <param name="PublicScore">P.</param>
/// <param name="ExpertScore">E; null where nobody marked the entry or the experts are not revealed.</param>
/// <param name="Score">S, in which a missing E counts 0.</param>
/// <param name="TieStep">
/// Null where the score alone decided. Else the last step it took to tell this entry from every other of the
/// same score: "votes", "expert", "criterion" or "decision", or "joint" where it shares its place.
/// </param>
/// <param name="ExpertNote">One of <see cref="Panel.ExpertNotes"/> where something is to be said about E; else null.</param>
public sealed record RankedEntry(
    int Number, int Rank, long Votes, Rational PublicScore, Rational? ExpertScore, Rational Score, string? TieStep,
    string? ExpertNote = null)
{
    private const int ShownDecimals = 2;

    public decimal PublicShown => PublicScore.Round(ShownDecimals);

    public decimal? ExpertShown => ExpertScore?.Round(ShownDecimals);

    public decimal ScoreShown => Score.Round(ShownDecimals);

    /// <summary>S at 4 decimals, as places were compared: for the worked arithmetic, and where two rows look equal.</summary>
    public decimal ScoreCompared => Score.Round(ScorePolicy.ComparedDecimals);
}

/// <summary>One group's rows by place, then number. In scope "contest" the places are those of the whole contest.</summary>
public sealed record GroupRanking(string Group, IReadOnlyList<RankedEntry> Rows);
