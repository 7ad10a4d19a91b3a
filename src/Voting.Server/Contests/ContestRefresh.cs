using Voting.Rules.Contests;
using Voting.Server.Storage;

namespace Voting.Server.Contests;

/// <summary>Keeps the contests of this server as they stand while other servers act on them.</summary>
public sealed class ContestRefresh(ContestDirectory contests, ContestKeys keys, TimeProvider clock, ILogger<ContestRefresh> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private long _lastRead = clock.GetTimestamp();

    /// <summary>False while the database does not answer, which a server that nobody acts on would not notice otherwise.</summary>
    public bool IsCurrent => clock.GetElapsedTime(Interlocked.Read(ref _lastRead)) < Patience;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await contests.RefreshAsync();
                Interlocked.Exchange(ref _lastRead, clock.GetTimestamp());
                // Another server has destroyed the key's file.
                foreach (var contest in contests.All.Where(contest => contest.Phase == ContestPhase.Archived))
                    keys.Forget(contest.Slug);
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
