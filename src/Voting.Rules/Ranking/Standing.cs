using Voting.Rules.Panel;

namespace Voting.Rules.Ranking;

/// <summary>One entry while it is being placed: all that a tie step may look at.</summary>
internal sealed record Standing(int Number, long Votes, Rational Public, PanelScore Panel, Rational Score, int Decided)
{
    /// <summary>S, rounded once, as places are compared.</summary>
    public decimal ScoreCompared { get; } = Score.Round(ScorePolicy.ComparedDecimals);
}
