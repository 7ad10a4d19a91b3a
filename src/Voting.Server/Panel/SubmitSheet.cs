using System.Security.Cryptography;
using Voting.Rules.Log;
using Voting.Server.Contests;
using Voting.Server.Ledger;

namespace Voting.Server.Panel;

/// <summary>
/// The acts of judging: a sheet is submitted whole under a commitment (<c>sheet</c> leaf), and opened later, entry by entry
/// (<c>reveal</c> leaves, the salt with the first).
/// </summary>
public sealed class SubmitSheet(PanelStore panel, ContestDirectory contests, LedgerWriter writer, TimeProvider clock)
{
    public async Task SubmitAllAndRevealAsync(Contest contest, IReadOnlyList<(long ExpertId, ScoreSheet Sheet)> sheets)
    {
        await writer.ActAsync(async transaction =>
        {
            var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
            var commitments = new List<byte[]>();
            var reveals = new List<byte[]>();
            foreach (var (expertId, sheet) in sheets)
            {
                var salt = RandomNumberGenerator.GetBytes(32);
                await panel.SaveSheetAsync(transaction.Connection, transaction.Transaction, expertId, sheet, salt, now);
                await panel.MarkRevealedAsync(transaction.Connection, transaction.Transaction, expertId, now);
                commitments.Add(Leaf.Sheet(contest.Slug, now, sheet.Expert, sheet.Commit(salt)));
                reveals.AddRange(sheet.Marks.OrderBy(entry => entry.Key).Select((entry, i) => Leaf.Reveal(
                    contest.Slug, now, sheet.Expert, entry.Key, entry.Value,
                    i == 0 ? Convert.ToHexStringLower(salt) : null)));
            }

            await transaction.AppendAsync(contest.Id, [.. commitments, .. reveals]);
            return true;
        });
        await contests.ReloadAsync(contest.Slug);
    }
}
