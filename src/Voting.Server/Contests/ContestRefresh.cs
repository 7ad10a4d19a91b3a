using Voting.Server.Storage;

namespace Voting.Server.Contests;

/// <summary>Keeps the contests of this server as they stand while other servers act on them.</summary>
public sealed class ContestRefresh(ContestDirectory contests, TimeProvider clock, ILogger<ContestRefresh> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await contests.RefreshAsync();
            }
            catch (Exception e) when (Outage.Is(e))
            {
                log.LogDebug(e, "Contests stay as they were read last: the database is away");
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogError(e, "Contests stay as they were read last");
            }
        }
    }
}
