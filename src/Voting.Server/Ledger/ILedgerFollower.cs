namespace Voting.Server.Ledger;

/// <summary>What follows the ledger: the ballot box, as the writer sees it.</summary>
public interface ILedgerFollower
{
    /// <summary>Counts the fillings of an embedded box; only ballots admitted in the present one are recorded.</summary>
    long Generation { get; }

    /// <summary>False while ballots can not be admitted.</summary>
    bool IsReady { get; }

    /// <summary>
    /// Takes a commit over: its ballots are settled and show on the board. Called in commit order. A box that can not do it now
    /// comes to it by itself; nothing is thrown.
    /// </summary>
    ValueTask FollowAsync(LedgerCommit commit);

    /// <summary>The ledger can not be written: nothing is admitted from now on.</summary>
    void Stop();

    /// <summary>The ledger can be written again. Whatever may differ from it is read from it anew; then ballots are admitted.</summary>
    Task RefillAsync();
}
