using Voting.Rules.Contests;
using Voting.Rules.Log;
using Voting.Server.Contests;
using Voting.Server.Ledger;
using Voting.Server.Log;
using Voting.Server.Organizers;

namespace Voting.Server.Entries;

public enum WithdrawOutcome
{
    Done,

    /// <summary>There is no such entry, or it has left before.</summary>
    NotFound,

    /// <summary>Entries leave from the exhibition on until the result is published.</summary>
    WrongPhase,

    /// <summary>The reason is missing or too long.</summary>
    NoReason,
    LogStopped,
}

/// <summary>
/// The act by which an entry leaves a contest that is on show: a <c>withdraw</c> leaf. It stays visible as withdrawn with the reason;
/// its ballots stay in the log and are not ranked, and it takes no more of them.
/// </summary>
public sealed class WithdrawEntry(
    ContestStore store, ContestDirectory contests, LogFileStore texts, SignedHeads heads, LedgerWriter writer, TimeProvider clock)
{
    public const int LongestReason = 2000;

    public static bool IsPossible(Contest contest) =>
        contest.Phase is ContestPhase.Exhibiting or ContestPhase.Voting or ContestPhase.Reviewing;

    public async Task<WithdrawOutcome> ExecuteAsync(string slug, int number, string? reason)
    {
        var text = reason?.Trim() ?? "";
        if (text.Length is 0 or > LongestReason)
            return WithdrawOutcome.NoReason;
        // As it stands now: another server may have acted on it.
        var contest = await contests.ReloadAsync(slug);
        if (!IsPossible(contest))
            return WithdrawOutcome.WrongPhase;
        if (contest.FindOnShow(number) is not { Withdrawn: null })
            return WithdrawOutcome.NotFound;
        if (heads.Refused.ContainsKey(contest.Id))
            return WithdrawOutcome.LogStopped;

        var outcome = await writer.ActAsync(async transaction =>
        {
            var (connection, db) = (transaction.Connection, transaction.Transaction);
            var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
            await transaction.LockForActAsync(contest.Id);
            // Behind the lock: a result that was published meanwhile stands.
            if (!await store.WithdrawAsync(connection, db, contest, number, text, now))
                return WithdrawOutcome.NotFound;
            await transaction.AppendAsync(contest.Id, Leaf.Withdraw(slug, now, number, LogFileStore.HashOf(text)));
            await texts.KeepAsync(connection, db, contest.Id, text);
            return WithdrawOutcome.Done;
        });
        await contests.ReloadAsync(slug);
        return outcome;
    }

    public static string CodeOf(WithdrawOutcome outcome) => outcome switch
    {
        WithdrawOutcome.WrongPhase => "wrong-phase",
        WithdrawOutcome.NoReason => "invalid-reason",
        WithdrawOutcome.LogStopped => "log-stopped",
        _ => "not-found",
    };
}
