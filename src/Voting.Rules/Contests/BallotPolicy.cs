namespace Voting.Rules.Contests;

/// <summary>How many votes a voter has and how a ballot may look.</summary>
/// <param name="Period"><c>day</c> (a calendar day in the contest's time zone) or <c>contest</c>.</param>
/// <param name="VotesPerPeriod">Votes (one entry on one ballot each) a voter has in a period.</param>
/// <param name="VotesPerEntryPerPeriod">Of those, at most so many for one and the same entry.</param>
/// <param name="MinChoices">Fewest entries on one ballot.</param>
/// <param name="MaxChoices">Most entries on one ballot.</param>
/// <param name="PerGroup">Most votes of a voter for entries of one group in a period; null = no such limit.</param>
public sealed record BallotPolicy(
    string Period,
    int VotesPerPeriod,
    int VotesPerEntryPerPeriod,
    int MinChoices,
    int MaxChoices,
    int? PerGroup = null)
{
    public const string Day = "day";
    public const string WholeContest = "contest";
    internal const int Most = 1000;

    /// <summary>What is wrong with these numbers, each with the field it stands in; empty when they can be used.</summary>
    public IEnumerable<(string Field, string Problem)> Validate()
    {
        if (Period is not (Day or WholeContest))
            yield return ("period", "unknown");
        if (VotesPerPeriod is < 1 or > Most)
            yield return ("votesPerPeriod", "range");
        if (VotesPerEntryPerPeriod < 1 || VotesPerEntryPerPeriod > VotesPerPeriod)
            yield return ("votesPerEntryPerPeriod", "range");
        if (MinChoices < 1 || MinChoices > MaxChoices)
            yield return ("minChoices", "range");
        if (MaxChoices > VotesPerPeriod)
            yield return ("maxChoices", "range");
        if (PerGroup is < 1 || PerGroup > VotesPerPeriod)
            yield return ("perGroup", "range");
    }
}
