using Voting.Rules.Log;

namespace Voting.LoadTests.Faults;

/// <summary>
/// Voters at a steady rate, most of them new, some back from earlier rounds; while nobody is answered, only so many wait at
/// the same time.
/// </summary>
public sealed class FaultLoad(
    string run, int firstVoter, int rate, IReadOnlyList<AcknowledgedBallot> older, Voters voters, Round round,
    IReadOnlyList<VerifierKey> keys, TimeProvider clock)
{
    public const int MostVisitors = 400;

    private const int ReturningEvery = 8;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource _over = new();
    private readonly List<Task> _visits = [];
    private Task _arriving = Task.CompletedTask;

    /// <summary>The first number that no voter had yet.</summary>
    public int NextVoter { get; private set; } = firstVoter;

    public void Start(CancellationToken cancel) => _arriving = ArriveAsync(cancel);

    /// <summary>Nobody comes any more; those who are there stay until they have an answer.</summary>
    /// <exception cref="TimeoutException">Somebody has none in that time.</exception>
    public async Task QuiesceAsync(TimeSpan patience, CancellationToken cancel)
    {
        await _over.CancelAsync();
        await _arriving;
        try
        {
            await Task.WhenAll(_visits).WaitAsync(patience, clock, cancel);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException(
                $"{_visits.Count(visit => !visit.IsCompleted)} voters have no answer {patience.TotalSeconds:F0} s after the fault.");
        }
    }

    private async Task ArriveAsync(CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(Tick, clock);
        var due = 0.0;
        try
        {
            while (await timer.WaitForNextTickAsync(_over.Token))
            {
                for (due += rate * Tick.TotalSeconds; due >= 1; due--)
                {
                    if (_visits.Count(visit => !visit.IsCompleted) >= MostVisitors)
                        continue;
                    _visits.Add(VisitAsync(NextVoter++, cancel));
                }
            }
        }
        catch (OperationCanceledException) when (_over.IsCancellationRequested)
        {
            // Enough.
        }
    }

    private Task VisitAsync(int number, CancellationToken cancel)
    {
        var voter = new FaultVoter(run, number, voters, round, keys);
        return older.Count > 0 && number % ReturningEvery == 0
            ? voter.ReturnAsync(older[new Chance($"{run}/{number}/returning").Below(older.Count)], cancel)
            : voter.VisitAsync(cancel);
    }
}
