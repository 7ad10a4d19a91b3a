using Voting.Engines;

namespace Voting.Server.Tests.App;

/// <summary>Two servers, A and B, on the same engines, keys and clock; as a fixture of a class.</summary>
public abstract class TwoServers(VotingApp first) : IAsyncLifetime
{
    private VotingApp? _second;

    public VotingApp A => first.OnItsEngines();

    public VotingApp B => _second ?? A;

    public IReadOnlyList<VotingApp> Both => [A, B];

    public async Task InitializeAsync()
    {
        await first.InitializeAsync();
        if (EnginePrograms.AreInstalled)
            _second = await first.StartSecondAsync();
    }

    public async Task DisposeAsync() => await first.DisposeAsync();

    /// <summary>The same contest as B's visitors and organizers reach it.</summary>
    public ContestUnderTest OnB(ContestUnderTest contest) => new(B, contest.Draft);

    /// <summary>Open, and both take ballots.</summary>
    public async Task<(ContestUnderTest OnA, ContestUnderTest OnB)> OpenAsync(Draft? draft = null)
    {
        var onA = await A.OpenContestAsync(draft);
        var onB = OnB(onA);
        await onB.KnownOpenAsync();
        await B.ReadyAsync();
        return (onA, onB);
    }

    /// <summary>One browser with one cookie that reaches both servers.</summary>
    public async Task<IReadOnlyList<Voter>> VoterOnBothAsync(ContestUnderTest contest, string? address = null)
    {
        var onA = contest.NewVoter(address);
        await onA.StandingAsync();
        var onB = OnB(contest).NewVoter(address);
        foreach (var (name, value) in onA.Jar.Cookies)
            onB.Jar.Cookies[name] = value;
        return [onA, onB];
    }
}

public sealed class TwoOnRedis() : TwoServers(new ServerApp());

public sealed class TwoOnCluster() : TwoServers(new ClusterApp());
