using System.Collections.Concurrent;
using Voting.Rules.Contests;
using Voting.Server.Contests;
using Voting.Server.Ledger;

namespace Voting.Server.Ranking;

/// <summary>What the public may see of a contest at one moment.</summary>
/// <param name="Size">Leaves of the log that may be read; null = all of them.</param>
/// <param name="HasBallots">Whether there may be a ballot among them.</param>
public readonly record struct Shown(RevealKind Kind, DateTimeOffset? Until = null, long? Size = null, bool HasBallots = true)
{
    public static readonly Shown Everything = new(RevealKind.Everything);

    public bool Covers(long size) => Size is not { } most || size <= most;
}

/// <summary>
/// The gate in front of everything that tells counts: boards, pages, the hub, and the leaves of the log. It opens wholly when the
/// result is published.
/// </summary>
public sealed class Reveals(RevealStore store, LedgerWriter writer, TimeProvider clock)
{
    private readonly ConcurrentDictionary<long, (RevealedLog Log, long Revision)> _known = new();
    private readonly SemaphoreSlim _moving = new(1, 1);

    public async ValueTask<Shown> NowAsync(Contest contest)
    {
        if (contest.Phase is < ContestPhase.Voting or >= ContestPhase.Published)
            return Shown.Everything;
        var reveal = contest.Visibility.RevealedAt(clock.GetUtcNow(), contest.OpensAt, contest.Zone);
        if (reveal.Kind == RevealKind.Everything)
            return Shown.Everything;
        var log = reveal.Until is { } until
            ? await ReadAsync(contest, until.ToUnixTimeMilliseconds())
            : await ReadAsync(contest, 0);
        var size = reveal.Kind == RevealKind.UpTo ? log.Size : log.Opening;
        // What was shown once stays: an amended rule may name a moment before it.
        var shownAt = DateTimeOffset.FromUnixTimeMilliseconds(log.Until);
        var asOf = size > log.Opening && shownAt > reveal.Until ? shownAt : reveal.Until;
        return new Shown(reveal.Kind, asOf, size, HasBallots: size > log.Opening);
    }

    /// <summary>The last reveal, which is made now when it is due. While the ledger does not answer, the one before stands.</summary>
    private async ValueTask<RevealedLog> ReadAsync(Contest contest, long until)
    {
        // An amendment moves it too, and is an act like every other: after one it is read again.
        if (_known.TryGetValue(contest.Id, out var known) && known.Log.Until >= until && known.Revision == contest.Revision)
            return known.Log;
        await _moving.WaitAsync();
        try
        {
            var log = await store.ReadAsync(contest.Id);
            known = (log, contest.Revision);
            if (log.Until < until)
            {
                await writer.ActAsync(async transaction =>
                {
                    await store.MoveAsync(transaction.Connection, transaction.Transaction, contest.Id, until);
                    return true;
                });
                known = (await store.ReadAsync(contest.Id), contest.Revision);
            }
        }
        catch (LedgerFailedException) when (known.Log is not null)
        {
            return known.Log;
        }
        finally
        {
            _moving.Release();
        }

        _known[contest.Id] = known;
        return known.Log;
    }
}
