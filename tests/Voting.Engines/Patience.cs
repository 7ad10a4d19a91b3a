using System.Diagnostics;

namespace Voting.Engines;

/// <summary>Waits until something is so, and says what was not when it takes too long.</summary>
internal static class Patience
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(20);

    /// <exception cref="TimeoutException">It was not so within a minute.</exception>
    public static async Task UntilAsync(Func<Task<bool>> isSo, Func<string> whatIsNot)
    {
        var began = Stopwatch.GetTimestamp();
        while (!await isSo())
        {
            if (Stopwatch.GetElapsedTime(began) > Longest)
                throw new TimeoutException(whatIsNot());
            await Task.Delay(Between);
        }
    }
}
