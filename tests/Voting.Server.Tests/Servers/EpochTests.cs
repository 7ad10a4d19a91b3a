using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Voting.Server.Ballots;
using Voting.Server.Contests;
using Voting.Server.Ledger;
using Voting.Server.Storage;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Servers;

/// <summary>Epochs, shards and settling as the fence they are meant to be.</summary>
[Collection(OwnEngines.Collection)]
public sealed class EpochTests(OwnEngines engines)
{
    [SkippableFact]
    public async Task Settling_again_what_is_settled_changes_nothing()
    {
        var (contest, _) = await engines.OpenAsync();
        (await contest.NewVoter().CastUntilHeardAsync(1, 2)).Is(HttpStatusCode.Created);
        var shard = engines.ShardOn(engines.A, contest);
        var redis = engines.A.Services.GetRequiredService<RedisConnection>();
        for (var i = 0; i < 2; i++)
        {
            var again = await redis.EvalShaAsync(
                shard.Scripts!.Settle.Sha, [shard.Meta, shard.Intents, shard.Tally], $"{shard.Scripts.Epoch}-1", PackedBallot.Pack([1, 2]));
            Assert.Equal("settled", again!.Value[0].Text);
            Assert.Equal(0, again.Value[1].Number);
        }

        (await contest.NewVoter().CastUntilHeardAsync(1)).Is(HttpStatusCode.Created);
        Assert.Equal(2, (await contest.VotesAsync())[1]);
        await engines.CheckAsync(contest);
    }

    [SkippableFact]
    public async Task One_admission_that_waits_several_times_in_a_batch_is_one_ballot()
    {
        var (contest, _) = await engines.OpenAsync();
        var found = engines.A.Services.GetRequiredService<ContestDirectory>().Find(contest.Slug)!;
        Assert.IsType<Admission.Admitted>(await engines.A.Services.GetRequiredService<IBallotBox>().AdmitAsync(
            new CastRequest(found, new byte[16], new byte[8], "device", [9], new AddressPrefix(1))));
        var writer = engines.A.Services.GetRequiredService<LedgerWriter>();
        var release = new TaskCompletionSource();
        var held = writer.ActAsync(async _ =>
        {
            await release.Task;
            return true;
        });
        var redis = engines.A.Services.GetRequiredService<RedisConnection>();
        var shard = engines.ShardOn(engines.A, contest);
        var recordings = new List<Task<Recording>>();
        for (var i = 0; i < 4; i++)
            recordings.AddRange((await StreamedIntent.ReadAsync(redis, shard, 10)).Select(writer.RecordAsync));

        release.SetResult();

        await held;
        var ballots = (await Task.WhenAll(recordings)).Select(recording => Assert.IsType<Recording.Recorded>(recording).Ballot).ToList();
        Assert.Equal(4, ballots.Count);
        Assert.All(ballots, ballot => Assert.Equal((ballots[0].LogIndex, ballots[0].Receipt), (ballot.LogIndex, ballot.Receipt)));
        Assert.Single((await engines.CheckAsync(contest)).Ballots);
    }

    [SkippableFact]
    public async Task A_ballot_whose_epoch_ended_while_it_waited_is_cast_again_and_recorded_once()
    {
        var (onA, onB) = await engines.OpenAsync();
        var voter = onA.NewVoter();
        await voter.StandingAsync();
        var key = Voter.NewKey();
        var release = new TaskCompletionSource();
        var held = engines.A.Services.GetRequiredService<LedgerWriter>().ActAsync(async _ =>
        {
            await release.Task;
            return true;
        });
        var casting = voter.CastAsync([1], key);
        var shard = engines.ShardOn(engines.A, onA);
        while ((await engines.RedisAsync("XLEN", shard.Intents)).Number == 0)
            await Task.Delay(10);

        await engines.Redis.FlushAllAsync();
        (await onB.NewVoter().CastUntilHeardAsync(2)).Is(HttpStatusCode.Created);
        release.SetResult();
        await Task.WhenAll(held, casting);

        var answer = (await voter.CastUntilHeardAsync([1], key)).Is(HttpStatusCode.Created);
        Assert.Equal(answer.Text, (await voter.CastUntilHeardAsync([1], key)).Text);
        var ledger = await engines.CheckAsync(onA);
        Assert.Equal(2, ledger.Ballots.Count);
        Assert.All(ledger.Ballots, ballot => Assert.Equal(2, ballot.Epoch));
    }

    [SkippableFact]
    public async Task A_shard_is_not_taken_for_whole_because_the_scripts_of_another_are_there()
    {
        RealEngines.Require();
        await using var app = await VotingApp.StartOnAsync(await ServerStores.OnAsync(engines.Redis, engines.Postgres, shards: 2));
        var contest = await app.OpenContestAsync();
        await CastAsync(40);
        var redis = app.Services.GetRequiredService<RedisConnection>();
        var shards = app.Services.GetRequiredService<BoxShards>().Known.OrderBy(shard => shard.Number).ToList();
        await engines.Redis.AskAsync("SCRIPT", "FLUSH");
        foreach (var script in shards[0].Scripts!.All)
            await redis.LoadScriptAsync(shards[0].Meta, script.Text);

        Assert.Null(await redis.EvalShaAsync(shards[1].Scripts!.ReadTally.Sha, [shards[1].Meta, shards[1].Tally], -1));
        await CastAsync(40);

        var ledger = await contest.CheckLedgerAsync();
        Assert.Equal(80, ledger.Ballots.Count);
        Assert.Equal("[1,2]", ledger.Single("rebuild").Json.GetProperty("s").GetRawText());

        Task CastAsync(int voters) => Task.WhenAll(Enumerable.Range(0, voters).Select(i => Task.Run(async () =>
            (await contest.NewVoter().CastUntilHeardAsync(1 + i % 10)).Is(HttpStatusCode.Created))));
    }
}
