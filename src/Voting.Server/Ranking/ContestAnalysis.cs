using Voting.Rules.Analysis;
using Voting.Rules.Contests;
using Voting.Rules.Ranking;
using Voting.Server.Contests;
using Voting.Server.Ledger;
using Voting.Server.Panel;

namespace Voting.Server.Ranking;

/// <summary>How far the result depends on what might have been chosen otherwise; before it is published.</summary>
/// <param name="Ranking">The places as they are.</param>
/// <param name="WithoutOneExpert">Under the experts' pseudonyms of the log.</param>
/// <param name="Counts">Every shortlisted entry's votes in the log, and those of them that are ranked.</param>
public sealed record ContestAnalysis(
    IReadOnlyList<GroupRanking> Ranking, IReadOnlyList<EffectiveWeight> Weights, IReadOnlyList<OtherMethod> OtherMethods,
    IReadOnlyList<WithoutOneExpert> WithoutOneExpert, IReadOnlyList<VotesToFirst> VotesToFirst, IReadOnlyList<EntryCounts> Counts);

/// <param name="Raw">Votes in recorded ballots.</param>
/// <param name="Valid">Votes that the ranking counts.</param>
public sealed record EntryCounts(string Group, int Number, long Raw, long Valid);

/// <summary>Asks the ledger and the submitted sheets, not the board: the same figures as the result that will be sealed.</summary>
public sealed class AnalyzeContest(ReviewActStore ballots, PanelStore panel)
{
    /// <returns>Null while there are ballots to come.</returns>
    public async Task<ContestAnalysis?> ExecuteAsync(Contest contest)
    {
        if (contest.Phase < ContestPhase.Reviewing)
            return null;
        var votes = await ballots.CountAsync(contest.Id);
        var counted = ContestRanking.Counted(contest, votes.Valid.Votes, await panel.ReadSubmittedAsync(contest.Id));
        var ranking = counted.Rank();
        var valid = ranking.SelectMany(group => group.Rows).ToDictionary(row => row.Number, row => row.Votes);
        return new ContestAnalysis(
            ranking, EffectiveWeight.Of(ranking, counted.Policy), OtherMethods.Of(counted), WithoutOneExpert.Of(counted),
            VotesToFirst.Of(counted),
            [
                .. contest.Shortlist.Select(entry => new EntryCounts(
                    entry.Group, entry.Number, votes.Received.Votes.GetValueOrDefault(entry.Number), valid.GetValueOrDefault(entry.Number))),
            ]);
    }
}
