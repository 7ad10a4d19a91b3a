using Voting.Engines;

namespace Voting.LoadTests.Faults;

/// <param name="Lead">How long the load runs before the fault.</param>
/// <param name="After">How long it runs on after ballots are recorded again.</param>
/// <param name="Stopped">How long a stopped PostgreSQL stays away.</param>
/// <param name="Frozen">How long a frozen engine stands still.</param>
public sealed record FaultTimes(TimeSpan Lead, TimeSpan After, TimeSpan Stopped, TimeSpan Frozen)
{
    public static readonly FaultTimes Usual = new(
        TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(6));

    public static readonly FaultTimes Quick = new(
        TimeSpan.FromSeconds(0.7), TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(2));
}

/// <summary>What a fault has at hand: the site, the round it strikes in, and old files.</summary>
public sealed class FaultStage(
    Site site, Round round, Measurements measurements, Chance chance, FaultTimes times, AofCopies copies, TimeProvider clock)
{
    /// <summary>The service is to be there again so soon after a fault.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public Site Site => site;

    public FaultTimes Times => times;

    public AofCopies Copies => copies;

    /// <summary>The Redis to strike: the only one, or one of the cluster's masters.</summary>
    public RedisEngine Redis { get; } = site.Redis[chance.Below(site.Redis.Count)];

    /// <summary>The server to strike, where it does not matter which.</summary>
    public ChildServer Server { get; } = site.Servers[chance.Below(site.Servers.Count)];

    /// <summary>The server to strike stands still; see <see cref="Measurements.Excuse"/>.</summary>
    public void FreezeServer()
    {
        measurements.Excuse(Server.Address);
        Server.Suspend();
    }

    /// <summary>Now: see <see cref="Round.Strike"/>.</summary>
    public void Strike() => round.Strike();

    public Task RecordedAgainAsync(CancellationToken cancel) => round.RecordedAgainAsync(Patience, cancel);

    public Task PauseAsync(TimeSpan time, CancellationToken cancel) => Task.Delay(time, clock, cancel);

    /// <summary>A moment that the seed decides.</summary>
    public Task PauseAsync(int leastMilliseconds, int mostMilliseconds, CancellationToken cancel) => PauseAsync(
        TimeSpan.FromMilliseconds(leastMilliseconds + chance.Below(mostMilliseconds - leastMilliseconds + 1)), cancel);

    public Task FlushAllAsync() => Task.WhenAll(site.Redis.Select(node => node.FlushAllAsync()));
}
