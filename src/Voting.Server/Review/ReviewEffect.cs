using Voting.Rules.Contests;
using Voting.Rules.Ranking;
using Voting.Server.Contests;
using Voting.Server.Ledger;
using Voting.Server.Panel;
using Voting.Server.Ranking;

namespace Voting.Server.Review;

/// <summary>What an act of review would change, before anybody has done anything.</summary>
/// <param name="Ballots">Ballots that the act is possible on.</param>
/// <param name="Skipped">Ballots that fit, and stand so already or have nothing to be restored from.</param>
/// <param name="Votes">Votes on them.</param>
/// <param name="Entries">Entries whose valid votes would change.</param>
/// <param name="Places">Entries whose place would change, with the sheets submitted until now.</param>
public sealed record ReviewEffect(
    string Action, int Ballots, int Skipped, long Votes, IReadOnlyList<VotesChange> Entries, IReadOnlyList<PlaceMove> Places);

public sealed record VotesChange(int Number, long Before, long After);

public sealed record PlaceMove(string Group, int Number, string Title, int Before, int After);

/// <summary>Finds the ballots that a filter means, and what an act on them would do to the places.</summary>
public sealed class PreviewReview(
    BallotRowStore rows, ReviewActStore acts, FindingStore findings, ContestKeys keys, PanelMarks panel)
{
    /// <returns>The effect with the ballots in log order.</returns>
    public async Task<(ReviewEffect Effect, IReadOnlyList<BallotRow> Ballots)> ExecuteAsync(Contest contest, ReviewFilter filter, string action)
    {
        var states = await acts.ReadLastKindsAsync(contest.Id);
        var meant = await FindAsync(contest, filter, states);
        var possible = meant.Where(row => IsPossible(action, states.GetValueOrDefault(row.Index))).ToList();

        var before = (await acts.CountAsync(contest.Id)).Valid.Votes;
        var after = before.ToDictionary();
        foreach (var row in possible)
            foreach (var entry in row.Entries)
                after[entry] = after.GetValueOrDefault(entry) + Change(action, states.GetValueOrDefault(row.Index));
        var effect = new ReviewEffect(
            action, possible.Count, meant.Count - possible.Count, possible.Sum(row => row.Entries.Length),
            [
                .. after.OrderBy(entry => entry.Key).Where(entry => entry.Value != before.GetValueOrDefault(entry.Key))
                    .Select(entry => new VotesChange(entry.Key, before.GetValueOrDefault(entry.Key), entry.Value)),
            ],
            await ComparePlacesAsync(contest, before, after));
        return (effect, possible);
    }

    /// <summary>Voided stays voided until it is restored; a hold is possible once.</summary>
    public static bool IsPossible(string action, string? last) => action switch
    {
        ReviewAct.Hold => last is null or ReviewAct.Restore,
        ReviewAct.Void => last is not ReviewAct.Void,
        _ => last is ReviewAct.Hold or ReviewAct.Void,
    };

    private static int Change(string action, string? last) => (action, last) switch
    {
        (ReviewAct.Void, _) => -1,
        (ReviewAct.Restore, ReviewAct.Void) => 1,
        _ => 0,
    };

    private async Task<List<BallotRow>> FindAsync(Contest contest, ReviewFilter filter, IReadOnlyDictionary<long, string> states)
    {
        var named = filter.Rule is null && filter.Finding is null ? null
            : (await findings.ReadAsync(contest.Id))
                .Where(finding => (filter.Rule is null || finding.Rule == filter.Rule) && (filter.Finding is null || finding.Id == filter.Finding))
                .SelectMany(finding => finding.Ballots).ToHashSet();
        var ids = filter.BallotIds?.ToHashSet(StringComparer.Ordinal);
        var hasPrefix = filter.MatchPrefix(keys, contest.Slug);
        var meant = new List<BallotRow>();
        await foreach (var row in rows.ReadAsync(
            contest.Id, filter.Channel, filter.From?.ToUnixTimeMilliseconds() ?? long.MinValue, filter.To?.ToUnixTimeMilliseconds() ?? long.MaxValue))
            if ((filter.Entry is not { } entry || row.Entries.Contains(entry)) && ids?.Contains(row.BallotId) != false
                && named?.Contains(row.Index) != false && hasPrefix(row.Trace) && (filter.State is null || filter.State == BallotState.Of(states.GetValueOrDefault(row.Index))))
                meant.Add(row);
        return meant;
    }

    private async Task<IReadOnlyList<PlaceMove>> ComparePlacesAsync(
        Contest contest, IReadOnlyDictionary<int, long> before, IReadOnlyDictionary<int, long> after)
    {
        var marks = await panel.ReadSubmittedAsync(contest);
        var places = ContestRanking.Of(contest, before, marks).SelectMany(group => group.Rows).ToDictionary(row => row.Number, row => row.Rank);
        return
        [
            .. ContestRanking.Of(contest, after, marks)
                .SelectMany(group => group.Rows.Select(row => new PlaceMove(
                    group.Group, row.Number, contest.Entries[row.Number].Title, places[row.Number], row.Rank)))
                .Where(move => move.Before != move.After),
        ];
    }
}
