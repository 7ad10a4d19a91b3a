namespace Voting.LoadTests;

/// <summary>How one ballot ended.</summary>
/// <param name="Key">The Idempotency-Key it was cast under.</param>
public abstract record BallotEnd(string Key)
{
    /// <param name="AnswerHash">SHA-256 of the answer's body: what a repeat has to give again.</param>
    /// <param name="Latency">From the first attempt to the answer, waits between attempts included.</param>
    public sealed record Acknowledged(string Key, long LogIndex, byte[] AnswerHash, TimeSpan Latency) : BallotEnd(Key);

    /// <param name="Reason">A refusal's status and code, or what went wrong on the way.</param>
    public sealed record Failed(string Key, string Reason) : BallotEnd(Key);
}

/// <summary>What a run has done so far, and how it went in the end.</summary>
public sealed class Measurements(TimeProvider clock)
{
    private long _began;
    private TimeSpan? _took;
    private long _acknowledged;
    private long _failed;
    private long _retries;
    private long _foundAgain;
    private long _busy;
    private long _longestBusy;
    private volatile Uri? _excused;

    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    public long Failed => Interlocked.Read(ref _failed);

    public long Retries => Interlocked.Read(ref _retries);

    /// <summary>Answers that told a voter to come back.</summary>
    public long Busy => Interlocked.Read(ref _busy);

    /// <summary>The longest that a voter waited for such an answer, from servers that were not frozen.</summary>
    public TimeSpan LongestBusy => TimeSpan.FromTicks(Interlocked.Read(ref _longestBusy));

    /// <summary>This server stands still for a time: how long its answers take says nothing.</summary>
    public void Excuse(Uri server) => _excused = server;

    public void CountBusy(Uri server, TimeSpan took)
    {
        Interlocked.Increment(ref _busy);
        if (server == _excused)
            return;
        for (var longest = _longestBusy; took.Ticks > longest; longest = _longestBusy)
            Interlocked.CompareExchange(ref _longestBusy, took.Ticks, longest);
    }

    /// <summary>A ballot that an earlier attempt had cast, whose answer got lost: by the clocks, accepted before it was sent again.</summary>
    public void CountFoundAgain() => Interlocked.Increment(ref _foundAgain);

    public void CountRetry() => Interlocked.Increment(ref _retries);

    public void Count(BallotEnd end) =>
        Interlocked.Increment(ref end is BallotEnd.Acknowledged ? ref _acknowledged : ref _failed);

    public void Start() => _began = clock.GetTimestamp();

    public void Stop() => _took ??= clock.GetElapsedTime(_began);

    /// <summary>Writes a line about every second until it is cancelled.</summary>
    public async Task WriteProgressAsync(int total, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), clock);
        var (before, beforeAt) = (0L, _began);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                var (now, nowAt) = (Acknowledged, clock.GetTimestamp());
                var rate = (now - before) / clock.GetElapsedTime(beforeAt, nowAt).TotalSeconds;
                Console.WriteLine($"  {now,7} of {total}  {rate,7:F0}/s  retries {Retries}  failed {Failed}");
                (before, beforeAt) = (now, nowAt);
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }

    public string Summary(IEnumerable<BallotEnd?> ends)
    {
        var latencies = ends.OfType<BallotEnd.Acknowledged>().Select(end => end.Latency.TotalMilliseconds).Order().ToList();
        var seconds = (_took ?? clock.GetElapsedTime(_began)).TotalSeconds;
        return $"""
            ballots    {latencies.Count} acknowledged, {Failed} failed
            seconds    {seconds:F1}
            rate       {latencies.Count / seconds:F0} ballots/s
            latency    p50 {At(latencies, 0.50):F0} ms, p95 {At(latencies, 0.95):F0} ms, p99 {At(latencies, 0.99):F0} ms
            retries    {Retries}, {Interlocked.Read(ref _foundAgain)} of them found their ballot already recorded
            busy       {Busy} answers, the longest took {LongestBusy.TotalSeconds:F1} s
            """;
    }

    /// <summary>Nearest rank.</summary>
    private static double At(List<double> sorted, double share) =>
        sorted.Count == 0 ? double.NaN : sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Count) - 1)];
}
