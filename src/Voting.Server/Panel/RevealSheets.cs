using System.Data.Common;
using Voting.Rules.Contests;
using Voting.Rules.Log;
using Voting.Server.Contests;
using Voting.Server.Ledger;

namespace Voting.Server.Panel;

/// <summary>
/// Opens submitted sheets, entry by entry (<c>reveal</c> leaves, the salt with the first): where counts are live, as soon as nobody is
/// awaited any more, and at the latest when the result is published.
/// </summary>
public sealed class RevealSheets(PanelStore panel, DraftStore drafts, ContestKeys keys, LedgerWriter writer, ContestDirectory contests, TimeProvider clock)
{
    /// <returns>False, and nothing done, while a sheet is awaited.</returns>
    public async Task<bool> ExecuteAsync(Contest contest)
    {
        var isDone = await writer.ActAsync(async transaction =>
        {
            await transaction.LockForActAsync(contest.Id);
            var experts = await panel.ReadAsync(transaction.Connection, transaction.Transaction, contest.Id);
            if (experts.Any(expert => expert.IsAwaited))
                return false;
            var leaves = await OpenAllAsync(transaction.Connection, transaction.Transaction, contest, experts);
            if (leaves.Count > 0)
                await transaction.AppendAsync(contest.Id, [.. leaves]);
            return true;
        });
        await contests.ReloadAsync(contest.Slug);
        return isDone;
    }

    /// <summary>Behind the change of a seat, in its transaction.</summary>
    /// <returns>The leaves to append; none while the contest's rule or an awaited sheet keeps the others closed.</returns>
    public async Task<IReadOnlyList<byte[]>> OpenIfDueAsync(DbConnection connection, DbTransaction transaction, Contest contest)
    {
        if (contest.Visibility.Mode != Visibility.Live)
            return [];
        var experts = await panel.ReadAsync(connection, transaction, contest.Id);
        return experts.Any(expert => expert.IsAwaited) ? [] : await OpenAllAsync(connection, transaction, contest, experts);
    }

    private async Task<IReadOnlyList<byte[]>> OpenAllAsync(
        DbConnection connection, DbTransaction transaction, Contest contest, IReadOnlyList<Expert> experts)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var leaves = new List<byte[]>();
        foreach (var expert in experts.Where(expert => expert is { SubmittedAt: not null, RevealedAt: null }))
        {
            var sheet = ScoreSheet.Of(contest, keys.Expert(contest.Slug, expert.Id), await drafts.ReadAsync(connection, transaction, expert.Id));
            leaves.AddRange(sheet.Reveal(now, expert.Salt));
            await panel.MarkRevealedAsync(connection, transaction, expert.Id, now);
        }

        return leaves;
    }
}
