namespace Voting.LoadTests.Faults;

/// <param name="StrikeAsync">Does it, and puts everything back: when it ends, every process runs again.</param>
public sealed record Fault(string Name, Func<FaultStage, CancellationToken, Task> StrikeAsync)
{
    /// <summary>All of them within twelve rounds; the last two are close relatives of earlier ones.</summary>
    public static readonly IReadOnlyList<Fault> All =
    [
        new("Redis killed", KillRedisAsync),
        new("server killed", (stage, cancel) => KillServerAsync(stage, stage.Site.Servers[0], cancel)),
        new("FLUSHALL", FlushAsync),
        new("PostgreSQL killed", KillPostgresAsync),
        new("server frozen, FLUSHALL, thawed", FreezeServerAsync),
        new("old AOF brought back", BringBackOldAofAsync),
        new("all killed at once", KillAllAsync),
        new("FLUSHALL in the middle of a refill", FlushInRefillAsync),
        new("PostgreSQL stopped", StopPostgresAsync),
        new("PostgreSQL frozen, then Redis", FreezeEnginesAsync),
        new("AOF deleted", DeleteAofAsync),
        new("other server killed", (stage, cancel) => KillServerAsync(stage, stage.Site.Servers[^1], cancel)),
    ];

    private static async Task KillServerAsync(FaultStage stage, ChildServer server, CancellationToken cancel)
    {
        await server.KillAsync();
        stage.Strike();
        await server.StartAsync(cancel);
    }

    private static Task KillRedisAsync(FaultStage stage, CancellationToken cancel) =>
        StopRedisAsync(stage, stage.Copies.Take, cancel);

    private static Task DeleteAofAsync(FaultStage stage, CancellationToken cancel) =>
        StopRedisAsync(stage, redis => redis.DeleteAof(), cancel);

    /// <summary>A copy of rounds before, when there is one, and then one of moments before: ballots were recorded since.</summary>
    private static async Task BringBackOldAofAsync(FaultStage stage, CancellationToken cancel)
    {
        if (stage.Copies.Has(stage.Redis))
        {
            await StopRedisAsync(stage, stage.Copies.Restore, cancel);
            await stage.RecordedAgainAsync(cancel);
        }
        await StopRedisAsync(stage, stage.Copies.Take, cancel);
        await stage.RecordedAgainAsync(cancel);
        await stage.PauseAsync(stage.Times.After, cancel);
        await StopRedisAsync(stage, stage.Copies.Restore, cancel);
    }

    private static async Task StopRedisAsync(FaultStage stage, Action<Engines.RedisEngine> whileDown, CancellationToken cancel)
    {
        await stage.Redis.KillAsync();
        stage.Strike();
        whileDown(stage.Redis);
        await stage.PauseAsync(0, 500, cancel);
        await stage.Redis.StartAgainAsync();
        await stage.Site.RedisWholeAsync();
    }

    private static async Task KillPostgresAsync(FaultStage stage, CancellationToken cancel)
    {
        await stage.Site.Postgres.KillAsync();
        stage.Strike();
        await stage.PauseAsync(0, 500, cancel);
        await stage.Site.Postgres.StartAgainAsync();
    }

    private static async Task KillAllAsync(FaultStage stage, CancellationToken cancel)
    {
        var site = stage.Site;
        await Task.WhenAll(
        [
            site.Postgres.KillAsync(), .. site.Redis.Select(node => node.KillAsync()), .. site.Servers.Select(server => server.KillAsync()),
        ]);
        stage.Strike();
        await Task.WhenAll([site.Postgres.StartAgainAsync(), .. site.Redis.Select(node => node.StartAgainAsync())]);
        await site.RedisWholeAsync();
        await Task.WhenAll(site.Servers.Select(server => server.StartAsync(cancel)));
    }

    private static async Task FlushAsync(FaultStage stage, CancellationToken cancel)
    {
        await stage.Redis.FlushAllAsync();
        stage.Strike();
    }

    /// <summary>Again and again, a little later each time, so that one of them comes while the box is being filled.</summary>
    private static async Task FlushInRefillAsync(FaultStage stage, CancellationToken cancel)
    {
        for (var pause = 5; pause <= 160; pause *= 2)
        {
            await stage.FlushAllAsync();
            await stage.PauseAsync(pause / 2, pause, cancel);
        }
        await stage.FlushAllAsync();
        stage.Strike();
    }

    private static async Task StopPostgresAsync(FaultStage stage, CancellationToken cancel)
    {
        await stage.Site.Postgres.StopAsync();
        stage.Strike();
        await stage.PauseAsync(stage.Times.Stopped, cancel);
        await stage.Site.Postgres.StartAgainAsync();
    }

    private static async Task FreezeEnginesAsync(FaultStage stage, CancellationToken cancel)
    {
        stage.Site.Postgres.Suspend();
        stage.Strike();
        await stage.PauseAsync(stage.Times.Frozen, cancel);
        stage.Site.Postgres.Resume();
        await stage.RecordedAgainAsync(cancel);

        stage.Redis.Suspend();
        stage.Strike();
        await stage.PauseAsync(stage.Times.Frozen, cancel);
        stage.Redis.Resume();
    }

    /// <summary>The other one fills the box and goes on; then the frozen one wakes in the middle of its old batch.</summary>
    private static async Task FreezeServerAsync(FaultStage stage, CancellationToken cancel)
    {
        stage.FreezeServer();
        await stage.FlushAllAsync();
        stage.Strike();
        try
        {
            await stage.RecordedAgainAsync(cancel);
            await stage.PauseAsync(stage.Times.After, cancel);
        }
        finally
        {
            stage.Server.Resume();
        }
    }
}
