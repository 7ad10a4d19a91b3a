using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Voting.Engines;
using Voting.Server.Ballots;
using Voting.Server.Storage;

namespace Voting.Server.Tests.App;

/// <summary>Two servers on a Redis and a PostgreSQL that nobody else uses: tests may kill them, and bring them back.</summary>
public sealed class OwnEngines : IAsyncLifetime
{
    public const string Collection = "own engines";

    private static readonly TimeSpan ComeBack = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan TakeUp = TimeSpan.FromSeconds(8);

    private RedisEngine? _redis;
    private PostgresEngine? _postgres;
    private VotingApp? _a;
    private VotingApp? _b;

    public RedisEngine Redis => _redis!;

    public PostgresEngine Postgres => _postgres!;

    public VotingApp A => _a!;

    public VotingApp B => _b!;

    public async Task InitializeAsync()
    {
        if (!EnginePrograms.AreInstalled)
            return;
        (_redis, _postgres) = (await RedisEngine.StartAsync(), await PostgresEngine.StartAsync());
        _a = await VotingApp.StartOnAsync(await ServerStores.OnAsync(_redis, _postgres));
        _b = await _a.StartSecondAsync();
    }

    public async Task DisposeAsync()
    {
        if (_a is not null)
            await _a.DisposeAsync();
        if (_redis is not null)
            await _redis.DisposeAsync();
        if (_postgres is not null)
            await _postgres.DisposeAsync();
    }

    /// <summary>An open contest, of which both servers have read the board.</summary>
    public async Task<(ContestUnderTest OnA, ContestUnderTest OnB)> OpenAsync(Draft? draft = null)
    {
        RealEngines.Require();
        await ReadyAsync();
        await Task.WhenAll(SignInAsync(A), SignInAsync(B));
        var onA = await A.OpenContestAsync(draft);
        var onB = new ContestUnderTest(B, onA.Draft);
        await onB.KnownOpenAsync();
        await onA.LeaderboardAsync();
        await ReadyAsync();
        return (onA, onB);
    }

    /// <summary>One browser that reaches both servers.</summary>
    public async Task<(Voter OnA, Voter OnB)> NewVoterAsync(ContestUnderTest contest)
    {
        var onA = contest.NewVoter();
        await onA.StandingAsync();
        var onB = new ContestUnderTest(B, contest.Draft).NewVoter();
        foreach (var (name, value) in onA.Jar.Cookies)
            onB.Jar.Cookies[name] = value;
        return (onA, onB);
    }

    /// <summary>Both servers take ballots again within ten seconds.</summary>
    public Task ReadyAsync() => Task.WhenAll(A.ReadyAsync(ComeBack), B.ReadyAsync(ComeBack));

    /// <summary>A server whose database was restarted finds its connection broken at the next act, and makes another one.</summary>
    private static async Task SignInAsync(VotingApp app)
    {
        var began = Stopwatch.GetTimestamp();
        using var http = app.NewClient();
        while ((await http.PostAsJsonAsync("/api/session", new { name = "organizer", password = VotingApp.Password })).StatusCode != HttpStatusCode.NoContent)
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < ComeBack, "No act is possible.");
            await Task.Delay(100);
        }

        await app.OrganizerAsync();
    }

    /// <summary>A command to Redis, in the servers' database.</summary>
    public Task<RedisReply> RedisAsync(string command, string key, params RedisArg[] args) =>
        A.Services.GetRequiredService<RedisConnection>().CallAsync(command, key, args);

    /// <summary>The one shard of a contest's box, as a server knows it.</summary>
    public BoxShard ShardOn(VotingApp app, ContestUnderTest contest) =>
        app.Services.GetRequiredService<BoxShards>().Known.Single(shard => shard.Slug == contest.Slug);

    /// <summary>When what was admitted unheard has been taken up, and boards had a second: ledger, log and both boards agree.</summary>
    public async Task<LedgerCheck> CheckAsync(ContestUnderTest contest)
    {
        var began = Stopwatch.GetTimestamp();
        while ((await RedisAsync("XLEN", ShardOn(A, contest).Intents)).Number > 0)
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < TakeUp, "Admitted ballots are not recorded.");
            await Task.Delay(50);
        }

        await Task.WhenAll(A.NewClient().GetAsync($"/c/{contest.Slug}/board"), B.NewClient().GetAsync($"/c/{contest.Slug}/board"));
        await Task.Delay(TimeSpan.FromSeconds(1));
        await LedgerCheck.RunAsync(B, contest.Slug);
        return await LedgerCheck.RunAsync(A, contest.Slug);
    }
}

/// <summary>One after another, on the same engines.</summary>
[CollectionDefinition(OwnEngines.Collection)]
public sealed class OwnEnginesCollection : ICollectionFixture<OwnEngines>;
