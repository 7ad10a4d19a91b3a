using Voting.Rules.Contests;
using Voting.Server.Contests;

namespace Voting.Server.Organizers;

/// <summary>Opens and closes voting by the clock. The box judges every ballot by its own time; this makes it an act in the log.</summary>
public sealed class ContestClock(ContestDirectory contests, MovePhase move, TimeProvider clock, ILogger<ContestClock> log)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), clock);
        do
        {
            foreach (var contest in contests.All.ToList())
            {
                if (DueMove(contest, clock.GetUtcNow()) is not { } to)
                    continue;
                try
                {
                    var outcome = await move.ExecuteAsync(contest.Slug, to, Actor.Clock);
                    log.LogInformation("{Contest} went to {Phase} by the clock: {Outcome}", contest.Slug, to.ToWire(), outcome);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    log.LogError(e, "{Contest} could not go to {Phase} by the clock", contest.Slug, to.ToWire());
                }
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static ContestPhase? DueMove(Contest contest, DateTimeOffset now) => contest.Phase switch
    {
        ContestPhase.Exhibiting when now >= contest.OpensAt => ContestPhase.Voting,
        ContestPhase.Voting when now >= contest.ClosesAt => ContestPhase.Reviewing,
        _ => null,
    };
}
