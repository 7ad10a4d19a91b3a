using System.Collections.Concurrent;

namespace Voting.Engines;

/// <summary>
/// Starts children on one thread that never ends: the kernel sends the parent's death signal when the starting thread
/// ends, and a pool's threads come and go.
/// </summary>
internal static class StartingThread
{
    private static readonly BlockingCollection<Action> Work = [];

    static StartingThread() => new Thread(Run) { IsBackground = true, Name = "engine starts" }.Start();

    public static Task<T> RunAsync<T>(Func<T> start)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Work.Add(() =>
        {
            try
            {
                done.SetResult(start());
            }
            catch (Exception fault)
            {
                done.SetException(fault);
            }
        });
        return done.Task;
    }

    private static void Run()
    {
        foreach (var start in Work.GetConsumingEnumerable())
            start();
    }
}
