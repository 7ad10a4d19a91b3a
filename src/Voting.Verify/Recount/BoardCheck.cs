using Voting.Rules.Contests;
using Voting.Verify.Publication;

namespace Voting.Verify.Recount;

/// <summary>
/// Whether a server's board shows what its log gives. A board has no log size on it, and follows a commit within moments: they
/// are compared when the log stood still from a while before the board was read until after it.
/// </summary>
public static class BoardCheck
{
    private const int Tries = 3;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1.5);

    /// <returns>What to tell about it; null where there is nothing to compare.</returns>
    public static async Task<string?> RunAsync(Website site, Verdict verdict)
    {
        // Published results are compared by their seal; the board of an unopened contest has no votes.
        if (verdict.HasResult || verdict.Replay.Course.Phase < ContestPhase.Voting)
            return null;
        for (var i = 0; i < Tries; i++)
        {
            var before = await SizeAsync(site, verdict);
            await Task.Delay(Settling);
            var board = await site.FindBoardAsync();
            if (board is null)
                return "not shown";
            if (await SizeAsync(site, verdict) != before || before != verdict.Head.Checkpoint.Size)
                continue;
            BoardFile.Compare(board, verdict.Standings);
            return "shows what the log gives";
        }

        return "not compared: the log grew meanwhile";
    }

    private static async Task<long> SizeAsync(Website site, Verdict verdict) => SignedHead.Read(
        await site.ReadAsync("checkpoint"), await site.ReadAsync("vkey"), verdict.Head.IsPinned ? verdict.Head.Keys : []).Checkpoint.Size;
}
