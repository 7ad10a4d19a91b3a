using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Voting.Server.Ballots;
using Voting.Server.Storage;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Ballots;

public sealed class ServerReconcilerTests(ServerApp app) : ReconcilerContract(app), IClassFixture<ServerApp>
{
    [SkippableTheory]
    [InlineData("3", 1)]
    [InlineData("3", -1)]
    [InlineData("77", 5)]
    public async Task A_changed_tally_in_Redis_is_found_also_by_a_server_that_has_read_it_before(string field, int by)
    {
        var contest = await ReviewAsync();
        await RedisAsync("HINCRBY", contest, field, by);
        await IsFoundAsync(contest, Disagreement.Counts);
        await RedisAsync("HINCRBY", contest, field, -by);
        await AgreesAndPublishesAsync(contest);
    }

    [SkippableFact]
    public async Task A_tally_that_was_deleted_is_found()
    {
        var contest = await ReviewAsync();
        await RedisAsync("RENAME", contest, $"away:{{{contest.Slug}:0}}");
        await IsFoundAsync(contest, Disagreement.Counts);
        await App.Services.GetRequiredService<RedisConnection>().CallAsync("RENAME", $"away:{{{contest.Slug}:0}}", $"t:{{{contest.Slug}:0}}");
        await AgreesAndPublishesAsync(contest);
    }

    private Task RedisAsync(string command, ContestUnderTest contest, params RedisArg[] args) =>
        App.Services.GetRequiredService<RedisConnection>().CallAsync(command, $"t:{{{contest.Slug}:0}}", args);
}

public abstract class ReconcilerUnderLoadContract(TwoServers servers)
{
    [SkippableFact]
    public async Task While_ballots_flow_on_two_servers_there_is_never_a_difference()
    {
        var (onA, onB) = await servers.OpenAsync();
        var pouring = Task.WhenAll(Enumerable.Range(0, 30).Select(i => Task.Run(async () =>
        {
            var voter = (i % 2 == 0 ? onA : onB).NewVoter();
            for (var entry = 1; entry <= 10; entry++)
                (await voter.CastUntilHeardAsync(entry)).Is(HttpStatusCode.Created);
        })));
        var compared = 0;
        for (var isLast = false; !isLast; compared++)
        {
            isLast = pouring.IsCompleted;
            foreach (var server in servers.Both)
                Assert.Equal(Disagreement.None, await ReadOnceAsync(server, onA.Slug));
        }

        await pouring;
        Assert.InRange(compared, 3, int.MaxValue);
        Assert.Equal(300, (await onA.CheckLedgerAsync()).Ballots.Count);
    }

    /// <summary>One reading, without the second look that forgives a difference of time.</summary>
    private static Task<Disagreement> ReadOnceAsync(VotingApp server, string slug) =>
        ActivatorUtilities.CreateInstance<Reconciliation>(
            server.Services, server.Services.GetRequiredService<Contests.ContestDirectory>().Find(slug)!).CompareAsync();
}

public sealed class ServerReconcilerUnderLoadTests(TwoOnRedis servers) : ReconcilerUnderLoadContract(servers), IClassFixture<TwoOnRedis>;

public sealed class ClusterReconcilerUnderLoadTests(TwoOnCluster servers) : ReconcilerUnderLoadContract(servers), IClassFixture<TwoOnCluster>;
