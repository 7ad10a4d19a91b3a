namespace Voting.Server.Ledger;

/// <summary>What waits in the writer's queue.</summary>
internal abstract record LedgerWork;

internal sealed record BallotWork(BallotIntent Intent) : LedgerWork;

internal abstract record ActWork : LedgerWork
{
    public abstract Task RunAsync(LedgerConnection connection);

    /// <summary>Ends the waiting of whoever asked for the act: it may or may not be stored.</summary>
    public abstract void EndAsUnknown(Exception cause);
}

internal sealed record ActWork<T>(Func<LedgerTransaction, Task<T>> Act) : ActWork
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Done => _done.Task;

    public override async Task RunAsync(LedgerConnection connection) => _done.TrySetResult(await connection.RunAsync(Act));

    public override void EndAsUnknown(Exception cause) => _done.TrySetException(new LedgerFailedException(cause));
}

/// <summary>An act's transaction failed, and it is not certain that nothing was stored.</summary>
public sealed class LedgerFailedException(Exception cause) : Exception(cause.Message, cause);
