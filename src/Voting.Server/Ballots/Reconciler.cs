using System.Collections.Concurrent;
using Voting.Rules.Contests;
using Voting.Server.Contests;
using Voting.Server.Ledger;
using Voting.Server.Log;
using Voting.Server.Storage;
using Voting.Server.Telemetry;

namespace Voting.Server.Ballots;

/// <summary>
/// Compares box, ledger and log of every contest that has been open: every ten seconds from where it stood, and whole at closing
/// and before a result is published. What disagrees twice in a row is reported to the log, the metrics and the health probe.
/// </summary>
public sealed class Reconciler(
    ContestDirectory contests, LedgerStore ledger, LogStore logs, IBallotBox box, ILedgerFollower follower, VotingMetrics metrics,
    TimeProvider clock, ILogger<Reconciler> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private readonly Dictionary<long, Reconciliation> _running = [];
    private readonly ConcurrentDictionary<string, Disagreement> _disagreeing = new();

    /// <summary>Contests whose box, ledger and log do not agree, with what is wrong.</summary>
    public IReadOnlyDictionary<string, Disagreement> Disagreeing => _disagreeing;

    /// <summary>Everything from the first leaf on.</summary>
    public async Task<Disagreement> CompareWholeAsync(Contest contest)
    {
        var found = await CompareTwiceAsync(contest, New(contest));
        Report(contest, found);
        return found;
    }

    /// <summary>The close leaf stands, whatever this finds: a difference is reported, and stands in the way of publication.</summary>
    public async Task CompareAtClosingAsync(Contest contest)
    {
        try
        {
            await CompareWholeAsync(contest);
        }
        catch (Exception e) when (Outage.Is(e))
        {
            log.LogWarning(e, "{Contest} could not be compared at closing, and will be", contest.Slug);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            foreach (var contest in contests.All.Where(contest => contest.Phase is ContestPhase.Voting or ContestPhase.Reviewing).ToList())
                await CompareOnAsync(contest);
    }

    private async Task CompareOnAsync(Contest contest)
    {
        try
        {
            if (!_running.TryGetValue(contest.Id, out var running))
                _running[contest.Id] = running = New(contest);
            var found = await CompareTwiceAsync(contest, running);
            // What disagrees is read from the first leaf again: it may have been put right.
            if (found != Disagreement.None)
                _running.Remove(contest.Id);
            Report(contest, found);
        }
        catch (Exception e) when (Outage.Is(e))
        {
            log.LogDebug(e, "{Contest} is compared later: a store is away", contest.Slug);
        }
        catch (Exception e)
        {
            // A server that records ballots does not end because it can not compare them.
            log.LogError(e, "{Contest} could not be compared", contest.Slug);
        }
    }

    /// <summary>A difference that is gone a moment later, read from the first leaf on, was one of time.</summary>
    private async Task<Disagreement> CompareTwiceAsync(Contest contest, Reconciliation first)
    {
        if (await first.CompareAsync() == Disagreement.None)
            return Disagreement.None;
        await Task.Delay(Moment);
        return await New(contest).CompareAsync();
    }

    private Reconciliation New(Contest contest) => new(contest, ledger, logs, box, follower);

    private void Report(Contest contest, Disagreement found)
    {
        var isNew = found != Disagreement.None
            ? _disagreeing.TryAdd(contest.Slug, found)
            : _disagreeing.TryRemove(contest.Slug, out _);
        metrics.Reconciled(found == Disagreement.None, isNew);
        if (isNew && found != Disagreement.None)
            log.LogCritical("Box, ledger and log of {Contest} do not agree: {Disagreement}", contest.Slug, found);
        else if (isNew)
            log.LogInformation("Box, ledger and log of {Contest} agree again", contest.Slug);
    }
}
