namespace Voting.Server.Ledger;

/// <summary>What follows the ledger and must never fall behind it: the ballot box.</summary>
public interface ILedgerFollower
{
    /// <summary>Counts the fillings of the box; only ballots admitted in the present one are recorded.</summary>
    long Generation { get; }

    /// <summary>False while it is being filled.</summary>
    bool IsReady { get; }

    /// <summary>Takes a commit over: its ballots are settled and show on the board. Called in commit order.</summary>
    void Follow(LedgerCommit commit);

    /// <summary>Admits nothing from now on.</summary>
    void Stop();

    /// <summary>Throws everything away, reads the ledger, and admits again under a new generation.</summary>
    Task RefillAsync();
}
