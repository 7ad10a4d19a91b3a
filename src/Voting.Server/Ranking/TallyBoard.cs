using System.Collections.Concurrent;
using System.Text.Json;
using Voting.Rules.Contests;
using Voting.Rules.Panel;
using Voting.Rules.Ranking;
using Voting.Server.Ballots;
using Voting.Server.Contests;
using Voting.Server.Http;
using Voting.Server.Ledger;
using Voting.Server.Panel;

namespace Voting.Server.Ranking;

/// <summary>
/// Turns counts into leaderboards: ranked and serialized once for each version, whoever asks and however many. What the public's
/// shows is decided by <see cref="Reveals"/>; the organizers' is never older than the last recorded ballot.
/// </summary>
public sealed class TallyBoard(IBallotBox box, ReviewActStore reviewed, PanelMarks panel, Reveals reveals, Ceremony ceremony, TimeProvider clock)
{
    private static readonly ILookup<int, ExpertMarks> NoMarks = Enumerable.Empty<ExpertMarks>().ToLookup(_ => 0);

    private readonly ConcurrentDictionary<(long Contest, bool Whole), Slot> _slots = new();
    private readonly ConcurrentDictionary<long, (long Size, ReviewedCount Votes)> _revealed = new();

    /// <summary>A leaderboard with its JSON.</summary>
    public sealed record Edition(Leaderboard Board, byte[] Json);

    private sealed class Slot
    {
        public SemaphoreSlim Ranking { get; } = new(1, 1);
        public Edition? Last { get; set; }

        public bool IsCurrent(Tally tally, Contest contest, Shown shown, RevealKind kind) =>
            Last is { Board: var board }
            && (board.Epoch, board.Version, board.Shown, board.Frozen) == (tally.Epoch, VersionOf(tally, contest), kind, IsFrozen(contest, shown));
    }

    /// <summary>For everybody.</summary>
    public async ValueTask<Edition> ReadAsync(Contest contest) =>
        await ReadAsync(contest, await reveals.NowAsync(contest), _slots.GetOrAdd((contest.Id, false), _ => new Slot()));

    /// <summary>For the contest's organizers.</summary>
    public ValueTask<Edition> ReadWholeAsync(Contest contest) =>
        ReadAsync(contest, Shown.Everything, _slots.GetOrAdd((contest.Id, true), _ => new Slot()), isWhole: true);

    private async ValueTask<Edition> ReadAsync(Contest contest, Shown shown, Slot slot, bool isWhole = false)
    {
        // A ceremony shows places of its own; which ballots had been shown before still is what the version is of.
        var inCeremony = !isWhole && contest.CeremonySteps is not null;
        var kind = inCeremony ? RevealKind.Nothing : shown.Kind;
        var tally = await CountAsync(contest, shown);
        if (slot.IsCurrent(tally, contest, shown, kind))
            return slot.Last!;

        await slot.Ranking.WaitAsync();
        try
        {
            tally = await CountAsync(contest, shown);
            if (slot.IsCurrent(tally, contest, shown, kind))
                return slot.Last!;
            // Marks are for the public to see when all of the counts are; organizers see sheets as they come in.
            var marks = isWhole ? await panel.ReadSubmittedAsync(contest)
                : kind == RevealKind.Everything ? await panel.ReadRevealedAsync(contest)
                : NoMarks;
            var revealed = inCeremony ? await ceremony.RevealedAsync(contest) : null;
            var board = Rank(contest, shown, kind, tally, marks, revealed);
            return slot.Last = new Edition(board, JsonSerializer.SerializeToUtf8Bytes(board, WireJson.Options));
        }
        finally
        {
            slot.Ranking.Release();
        }
    }

    private async ValueTask<Tally> CountAsync(Contest contest, Shown shown)
    {
        var tally = await box.TallyAsync(contest);
        switch (shown.Kind)
        {
            case RevealKind.Nothing:
                return Tally.Empty with { Epoch = tally.Epoch };
            case RevealKind.UpTo:
                var size = shown.Size!.Value;
                if (!_revealed.TryGetValue(contest.Id, out var known) || known.Size != size)
                    _revealed[contest.Id] = known = (size, await reviewed.CountAsync(contest.Id, size));
                // Of received ballots: a version never goes back.
                return new Tally(tally.Epoch, known.Votes.Received.Ballots, known.Votes.Valid.Votes);
            default:
                return tally with { Votes = contest.Reviewed.ValidOf(tally.Votes) };
        }
    }

    /// <summary>Settled ballots plus acts: it grows with both, on every server to the same number.</summary>
    private static long VersionOf(Tally tally, Contest contest) => tally.Ballots + contest.Revision;

    private static bool IsFrozen(Contest contest, Shown shown) =>
        contest.Visibility.Mode == Visibility.Frozen && shown.Kind == RevealKind.UpTo;

    private Leaderboard Rank(
        Contest contest, Shown shown, RevealKind kind, Tally tally, ILookup<int, ExpertMarks> marks, IReadOnlyList<CeremonyStep>? revealed)
    {
        var ranked = contest.IsOnShow ? ContestRanking.Of(contest, tally.Votes, marks) : [];
        return new Leaderboard(
            contest.Slug, tally.Epoch, VersionOf(tally, contest), shown.Until ?? clock.GetUtcNow(), contest.Phase.ToWire(),
            contest.Visibility.Mode, IsFrozen(contest, shown),
            [.. ranked.Select(group => new LeaderboardGroup(group.Group, [.. Rows(group, contest, kind, revealed)]))], kind, revealed?.Count);
    }

    private static IEnumerable<LeaderboardRow> Rows(
        GroupRanking group, Contest contest, RevealKind shown, IReadOnlyList<CeremonyStep>? revealed)
    {
        return shown switch
        {
            RevealKind.Nothing => group.Rows.Select(row => Bare(row, PlaceOf(row))).OrderBy(row => row.Rank ?? int.MaxValue).ThenBy(row => row.Number),
            // Before the first vote everybody is first, which would be no place.
            RevealKind.Places => group.Rows.Select(row => Bare(row, group.Rows.Any(any => any.Votes > 0) ? row.Rank : null)),
            _ => group.Rows.Select(row => new LeaderboardRow(
                row.Rank, row.Number, TitleOf(row), row.Votes, row.PublicShown, row.ExpertShown, row.ScoreShown, row.TieStep)),
        };

        int? PlaceOf(RankedEntry row) => revealed?.FirstOrDefault(step => step.Number == row.Number)?.Place;
        string TitleOf(RankedEntry row) => contest.Entries[row.Number].Title;
        LeaderboardRow Bare(RankedEntry row, int? rank) => new(rank, row.Number, TitleOf(row), null, null, null, null, null);
    }
}
