using System.Diagnostics;
using System.Net;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Servers;

/// <summary>Acts of organizers and of the clock on two servers, and ballots meanwhile.</summary>
public abstract class ActRaceContract(TwoServers servers)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    [SkippableFact]
    public async Task Both_asked_to_move_the_same_phase_do_it_once()
    {
        var onA = await servers.A.ExhibitContestAsync(new Draft { Entries = 2 });
        var onB = servers.OnB(onA);
        while ((await onB.LeaderboardAsync()).Status != HttpStatusCode.OK)
            await Task.Delay(20);
        await servers.B.OrganizerAsync();
        foreach (var to in new[] { "voting", "reviewing", "published", "archived" })
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => (i % 2 == 0 ? onA : onB).MoveAsync(to))));
            Assert.All(answers, answer => answer.Is(HttpStatusCode.NoContent));
        }

        Assert.Equal(
            ["phase", "phase", "phase", "open", "phase", "close", "phase", "seal", "phase", "seal"], (await onA.CheckLedgerAsync()).LeafTypes);
    }

    [SkippableFact]
    public async Task A_contest_that_one_server_created_and_opened_is_soon_usable_on_the_other()
    {
        var onA = await servers.A.OpenContestAsync();
        var onB = servers.OnB(onA);
        var began = Stopwatch.GetTimestamp();
        var answer = await onB.NewVoter().CastAsync(1);
        while (answer.Status != HttpStatusCode.Created)
        {
            Assert.True(answer.Code is "contest-not-found" or "voting-not-open", answer.Text);
            Assert.True(Stopwatch.GetElapsedTime(began) < Soon, $"After {Stopwatch.GetElapsedTime(began)}: {answer.Text}");
            await Task.Delay(20);
            answer = await onB.NewVoter().CastAsync(1);
        }

        (await onB.GetAsync($"/c/{onA.Slug}")).Is(HttpStatusCode.OK);
        Assert.Equal(1, (await onA.VotesAsync())[1]);
    }

    [SkippableFact]
    public async Task At_the_closing_instant_every_recorded_ballot_is_before_the_close_leaf_and_no_other_is()
    {
        var (onA, onB) = await servers.OpenAsync();
        using var end = new CancellationTokenSource();
        var voters = Enumerable.Range(0, 12).Select(i => Task.Run(() => PourAsync(i % 2 == 0 ? onA : onB, end.Token))).ToList();
        await Task.Delay(400);

        // The organizer on one server, and on both the clock.
        servers.A.Clock.Now = onA.ClosesAt;
        var moved = await Task.WhenAll(onA.MoveAsync("reviewing"), onB.MoveAsync("reviewing"));
        await Task.Delay(200);
        await end.CancelAsync();
        var recorded = (await Task.WhenAll(voters)).SelectMany(indexes => indexes).ToList();

        Assert.All(moved, answer => answer.Is(HttpStatusCode.NoContent));
        await onB.WaitForPhaseAsync("reviewing");
        (await onB.NewVoter().CastAsync(1)).Is(HttpStatusCode.Conflict, "voting-closed");
        var ledger = await onA.CheckLedgerAsync();
        var close = ledger.Single("close");
        Assert.Equal(ledger.LogSize - 1, close.Index);
        Assert.Equal(ledger.Ballots.Count, close.Json.GetProperty("n").GetInt64());
        Assert.NotEmpty(recorded);
        // Every acknowledged ballot is there; nobody was left without an answer, so there is no other.
        Assert.Equal(ledger.Ballots.Select(ballot => ballot.LogIndex), recorded.Order());
    }

    [SkippableFact]
    public async Task Versions_only_grow_on_each_server_and_both_boards_end_equal()
    {
        var (onA, onB) = await servers.OpenAsync();
        using var end = new CancellationTokenSource();
        var watching = new[] { onA, onB }.Select(contest => Task.Run(() => WatchAsync(contest, end.Token))).ToList();

        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => Task.Run(async () =>
        {
            var voter = (i % 2 == 0 ? onA : onB).NewVoter();
            for (var entry = 1; entry <= 3; entry++)
                (await voter.CastAsync((i + entry) % 10 + 1)).Is(HttpStatusCode.Created);
        })));
        await end.CancelAsync();

        Assert.All(await Task.WhenAll(watching), editions => Assert.InRange(editions, 2, int.MaxValue));
        var boards = new[] { await onA.LeaderboardAsync(), await onB.LeaderboardAsync() };
        Assert.Equal(boards[0].Text, boards[1].Text);
        Assert.Equal(boards[0].Headers.ETag, boards[1].Headers.ETag);
        Assert.Equal(180, (await onA.CheckLedgerAsync()).Ballots.Count);
    }

    /// <returns>The log indexes of what was recorded.</returns>
    private static async Task<List<long>> PourAsync(ContestUnderTest contest, CancellationToken end)
    {
        var recorded = new List<long>();
        for (var answer = await contest.NewVoter().CastAsync(1); !end.IsCancellationRequested; answer = await contest.NewVoter().CastAsync(1))
        {
            if (answer.Status == HttpStatusCode.Created)
                recorded.Add(answer["logIndex"].GetInt64());
            else
                answer.Is(HttpStatusCode.Conflict, "voting-closed");
        }

        return recorded;
    }

    /// <returns>How many editions of the board were seen.</returns>
    private static async Task<int> WatchAsync(ContestUnderTest contest, CancellationToken end)
    {
        var (editions, last) = (0, 0L);
        while (!end.IsCancellationRequested)
        {
            var version = (await contest.LeaderboardAsync())["version"].GetInt64();
            Assert.True(version >= last, $"Version {version} after {last}.");
            editions += version > last ? 1 : 0;
            last = version;
        }

        return editions;
    }
}

public sealed class ServerActRaceTests(TwoOnRedis servers) : ActRaceContract(servers), IClassFixture<TwoOnRedis>;

public sealed class ClusterActRaceTests(TwoOnCluster servers) : ActRaceContract(servers), IClassFixture<TwoOnCluster>;
