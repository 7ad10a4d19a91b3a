using Voting.Server.Ledger;
using Voting.Server.Storage;

namespace Voting.Server.Voters;

/// <summary>Every hour what has run out is deleted: counters and codes are kept no longer than they are needed.</summary>
public sealed class VoterSweep(VoterLimitStore limits, TimeProvider clock, ILogger<VoterSweep> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await SweepAsync();
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private async Task SweepAsync()
    {
        try
        {
            await limits.SweepAsync(clock.GetUtcNow());
        }
        catch (Exception e) when (e is LedgerFailedException || Outage.Is(e))
        {
            logger.LogWarning("Counters and codes that ran out were not deleted; the next hour tries again: {Reason}", e.Message);
        }
    }
}
