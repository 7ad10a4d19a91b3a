using Voting.Rules.Contests;
using Voting.Server.Contests;
using Voting.Server.Ledger;
using Voting.Server.Ranking;

namespace Voting.Server.Review;

/// <summary>Received and valid counts side by side, and why they differ; for the public as far as the counts are shown.</summary>
public sealed class ReviewedBallots(ReviewActStore acts, Reveals reveals)
{
    public Task<ReviewedCounts> WholeAsync(Contest contest) => ReadAsync(contest, null);

    /// <returns>Null while the public sees no counts.</returns>
    public async Task<ReviewedCounts?> PublicAsync(Contest contest)
    {
        var shown = await reveals.NowAsync(contest);
        // A ceremony shows places of its own, and nothing else.
        if (contest.Phase < ContestPhase.Voting || contest.CeremonySteps is not null
            || shown.Kind is not (RevealKind.Everything or RevealKind.UpTo))
            return null;
        return await ReadAsync(contest, shown.Kind == RevealKind.UpTo ? shown.Size : null);
    }

    /// <summary>How one ballot stands, for whoever has its id: the voter.</summary>
    /// <returns>Null where no act was done on it.</returns>
    public Task<ReviewAct?> FindAsync(Contest contest, long ballot) => acts.FindLastAsync(contest.Id, ballot);

    private async Task<ReviewedCounts> ReadAsync(Contest contest, long? below)
    {
        var (received, valid) = await acts.CountAsync(contest.Id, below);
        var kinds = await acts.ReadLastKindsAsync(contest.Id, below ?? long.MaxValue);
        return new ReviewedCounts(
            received.Ballots, valid.Ballots, kinds.Values.Count(kind => kind == ReviewAct.Hold), received.Ballots - valid.Ballots,
            [.. received.Votes.OrderBy(entry => entry.Key).Select(entry => new ReceivedAndValid(entry.Key, entry.Value, valid.Votes[entry.Key]))],
            [
                .. (await acts.ReadGroupsAsync(contest.Id, below ?? long.MaxValue))
                    .Select(group => new ReviewedActs(group.Kind, group.Rule, group.Reason, group.Ballots, group.FirstIndex)),
            ]);
    }
}
