using System.Collections.Concurrent;
using System.Text.Json;
using Voting.Rules.Contests;
using Voting.Rules.Panel;
using Voting.Rules.Ranking;
using Voting.Server.Ballots;
using Voting.Server.Contests;
using Voting.Server.Http;
using Voting.Server.Panel;

namespace Voting.Server.Ranking;

/// <summary>
/// Turns counts into the leaderboard: ranked and serialized once for each version, whoever asks and however many. What it
/// shows is never older than the last recorded ballot.
/// </summary>
public sealed class TallyBoard(IBallotBox box, PanelMarks panel, TimeProvider clock)
{
    private readonly ConcurrentDictionary<long, Slot> _slots = new();

    /// <summary>A leaderboard with its JSON.</summary>
    public sealed record Edition(Leaderboard Board, byte[] Json);

    private sealed class Slot
    {
        public SemaphoreSlim Ranking { get; } = new(1, 1);
        public Edition? Last { get; set; }

        public bool IsCurrent(Tally tally, Contest contest) =>
            Last is { Board: var board } && (board.Epoch, board.Version) == (tally.Epoch, VersionOf(tally, contest));
    }

    public async ValueTask<Edition> ReadAsync(Contest contest)
    {
        var slot = _slots.GetOrAdd(contest.Id, _ => new Slot());
        var tally = await box.TallyAsync(contest);
        if (slot.IsCurrent(tally, contest))
            return slot.Last!;

        await slot.Ranking.WaitAsync();
        try
        {
            tally = await box.TallyAsync(contest);
            if (slot.IsCurrent(tally, contest))
                return slot.Last!;
            var board = Rank(contest, tally, await panel.ReadAsync(contest));
            return slot.Last = new Edition(board, JsonSerializer.SerializeToUtf8Bytes(board, WireJson.Options));
        }
        finally
        {
            slot.Ranking.Release();
        }
    }

    /// <summary>Settled ballots plus acts: it grows with both, on every server to the same number.</summary>
    private static long VersionOf(Tally tally, Contest contest) => tally.Ballots + contest.Revision;

    private Leaderboard Rank(Contest contest, Tally tally, ILookup<int, ExpertMarks> marks)
    {
        var ranked = contest.IsOnShow ? ContestRanking.Of(contest, tally.Votes, marks) : [];
        return new Leaderboard(
            contest.Slug, tally.Epoch, VersionOf(tally, contest), clock.GetUtcNow(), contest.Phase.ToWire(), contest.Visibility.Mode,
            Frozen: false,
            [
                .. ranked.Select(group => new LeaderboardGroup(
                    group.Group, [.. group.Rows.Select(row => ToRow(row, contest.Entries[row.Number].Title))])),
            ]);
    }

    private static LeaderboardRow ToRow(RankedEntry row, string title) => new(
        row.Rank, row.Number, title, row.Votes, row.PublicShown, row.ExpertShown, row.ScoreShown, row.TieStep);
}
