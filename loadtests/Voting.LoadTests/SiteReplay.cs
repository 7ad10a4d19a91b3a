namespace Voting.LoadTests;

/// <summary>A replay against servers of our own in server mode; Redis and then a server are killed in the middle of it if wished.</summary>
public sealed class SiteReplay(ServerProgram program, int servers, bool isCluster, bool isKilling, TimeProvider clock)
{
    public async Task<bool> RunAsync(PbFile file, IReadOnlyList<PbBallot> ballots, string slug, int inFlight, CancellationToken cancel)
    {
        var site = await Site.StartAsync(program, servers, isCluster, clock, cancel);
        Console.WriteLine($"site       {string.Join(" and ", site.Addresses)}, {site.Redis.Count} Redis, PostgreSQL");
        var isEqual = false;
        try
        {
            var plan = new ReplayPlan(file, ballots, site.Addresses, site.Password, slug, inFlight, RepeatEvery: 100);
            var measurements = new Measurements(clock);
            var replay = new Replay(plan, measurements, clock);
            await replay.OpenContestAsync(cancel);

            using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            var killing = isKilling ? KillAsync(site, measurements, ballots.Count, over.Token) : Task.CompletedTask;
            var casting = replay.CastAsync(over.Token);
            // Where one can not go on, the other has nothing left to do.
            if ((await Task.WhenAny(killing, casting)).IsFaulted)
                await over.CancelAsync();
            await Task.WhenAll(killing, casting);
            isEqual = await replay.CheckAsync(cancel);
            return isEqual;
        }
        finally
        {
            if (isEqual)
                await site.DisposeAsync();
            else
                await site.KeepAsync();
        }
    }

    private async Task KillAsync(Site site, Measurements measurements, int ballots, CancellationToken cancel)
    {
        await ReachedAsync(measurements, ballots / 3, ballots, cancel);
        await KillAsync("Redis", measurements, async () =>
        {
            await site.Redis[0].KillAsync();
            await site.Redis[0].StartAgainAsync();
            await site.RedisWholeAsync();
        });
        await ReachedAsync(measurements, ballots * 2 / 3, ballots, cancel);
        await KillAsync("a server", measurements, async () =>
        {
            await site.Servers[0].KillAsync();
            await site.Servers[0].StartAsync(cancel);
        });
    }

    private async Task KillAsync(string what, Measurements measurements, Func<Task> kill)
    {
        var (acknowledged, began) = (measurements.Acknowledged, clock.GetTimestamp());
        await kill();
        Console.WriteLine($"  {what} killed after {acknowledged} answers, up again after {clock.GetElapsedTime(began).TotalSeconds:F1} s");
    }

    private async Task ReachedAsync(Measurements measurements, int answers, int ballots, CancellationToken cancel)
    {
        while (measurements.Acknowledged < answers && measurements.Acknowledged + measurements.Failed < ballots)
            await Task.Delay(TimeSpan.FromMilliseconds(5), clock, cancel);
    }
}
