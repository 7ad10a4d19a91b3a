using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Voting.Rules.Ballots;
using Voting.Server.Ballots;
using Voting.Server.Contests;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Servers;

/// <summary>
/// Redis loses or confuses what it was told, in every way that was thought of. Afterwards ledger and boards are whole, quotas
/// hold, and first answers stand.
/// </summary>
[Collection(OwnEngines.Collection)]
public sealed class ForgetfulRedisTests(OwnEngines engines)
{
    /// <summary>Of one orphan each: whether the intent of a ballot that no server knows any more is still there.</summary>
    [SkippableTheory]
    [InlineData("everything", false)]
    [InlineData("the scripts", true)]
    [InlineData("the shard's state", true)]
    [InlineData("the shard's keys", false)]
    [InlineData("the epoch, set back", true)]
    [InlineData("the epoch, set ahead", true)]
    [InlineData("keys of an epoch ago came back", true)]
    [InlineData("a file of an epoch ago came back", false)]
    public async Task What_is_lost_is_filled_anew_from_the_ledger(string what, bool orphanIsRecorded)
    {
        var (onA, onB) = await engines.OpenAsync();
        var voter = await engines.NewVoterAsync(onA);
        var key = Voter.NewKey();
        var first = (await voter.OnA.CastUntilHeardAsync([1, 2], key)).Is(HttpStatusCode.Created);
        foreach (var i in Enumerable.Range(0, 20))
            (await (i % 2 == 0 ? onA : onB).NewVoter().CastUntilHeardAsync(1 + i % 10)).Is(HttpStatusCode.Created);
        var restore = await CopyAsync(what, onA);
        (await voter.OnB.CastUntilHeardAsync(3, 4, 5)).Is(HttpStatusCode.Created);
        await AdmitOrphanAsync(onA);

        await LoseAsync(what, onA, restore);

        // The voter has five votes left, and forty ballots to try.
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() =>
            (i % 2 == 0 ? voter.OnA : voter.OnB).CastUntilHeardAsync(1 + i % 10))));
        Assert.Equal([6, 7, 8, 9, 10], answers.Where(answer => answer.Status == HttpStatusCode.Created)
            .Select(answer => answer["entries"][0].GetInt32()).Order());
        Assert.All(answers.Where(answer => answer.Status != HttpStatusCode.Created), answer => Assert.Equal(HttpStatusCode.Conflict, answer.Status));
        Assert.Equal(first.Text, (await voter.OnA.CastUntilHeardAsync([1, 2], key)).Text);
        Assert.Equal(first.Text, (await voter.OnB.CastUntilHeardAsync([1, 2], key)).Text);
        var ledger = await engines.CheckAsync(onA);
        Assert.Equal(27 + (orphanIsRecorded ? 1 : 0), ledger.Ballots.Count);
        Assert.Contains("rebuild", ledger.LeafTypes);
    }

    [SkippableFact]
    public async Task Everything_is_lost_while_ballots_pour_in_on_both_servers()
    {
        var (onA, onB) = await engines.OpenAsync();
        var voters = Enumerable.Range(0, 20).Select(i => Task.Run(async () =>
        {
            var voter = (i % 2 == 0 ? onA : onB).NewVoter();
            for (var entry = 1; entry <= 10; entry++)
                (await voter.CastUntilHeardAsync(entry)).Is(HttpStatusCode.Created);
            (await voter.CastUntilHeardAsync(1)).Is(HttpStatusCode.Conflict, "quota-exhausted");
        })).ToList();
        foreach (var _ in Enumerable.Range(0, 3))
        {
            await Task.Delay(250);
            await engines.Redis.FlushAllAsync();
        }

        await Task.WhenAll(voters);
        Assert.Equal(200, (await engines.CheckAsync(onA)).Ballots.Count);
    }

    /// <returns>What brings an old state back.</returns>
    private async Task<Func<Task>> CopyAsync(string what, ContestUnderTest contest)
    {
        if (what == "a file of an epoch ago came back")
        {
            var copy = Directory.CreateTempSubdirectory("voting-aof-").FullName;
            await engines.Redis.KillAsync();
            engines.Redis.CopyAofTo(copy);
            await engines.Redis.StartAgainAsync();
            return async () =>
            {
                await engines.Redis.KillAsync();
                engines.Redis.RestoreAofFrom(copy);
                Directory.Delete(copy, recursive: true);
                await engines.Redis.StartAgainAsync();
            };
        }

        if (what != "keys of an epoch ago came back")
            return () => Task.CompletedTask;
        var shard = engines.ShardOn(engines.A, contest);
        string[] keys = [shard.Meta, shard.Tally, shard.OlderKeys, .. await VoterKeysAsync(shard)];
        foreach (var key in keys)
            await engines.RedisAsync("COPY", key, $"copy:{key}", "REPLACE");
        await engines.RedisAsync("DEL", shard.Meta);
        return async () =>
        {
            foreach (var key in keys)
                await engines.RedisAsync("COPY", $"copy:{key}", key, "REPLACE");
        };
    }

    private async Task LoseAsync(string what, ContestUnderTest contest, Func<Task> restore)
    {
        var shard = engines.ShardOn(engines.A, contest);
        switch (what)
        {
            case "everything":
                await engines.Redis.FlushAllAsync();
                break;
            case "the scripts":
                await engines.Redis.AskAsync("SCRIPT", "FLUSH");
                break;
            case "the shard's state":
                await engines.RedisAsync("DEL", shard.Meta);
                break;
            case "the shard's keys":
                foreach (var key in new[] { shard.Meta, shard.Tally, shard.Intents, shard.OlderKeys }.Concat(await VoterKeysAsync(shard)))
                    await engines.RedisAsync("DEL", key);
                break;
            case "the epoch, set back":
                await engines.RedisAsync("HSET", shard.Meta, "epoch", 0);
                break;
            case "the epoch, set ahead":
                await engines.RedisAsync("HSET", shard.Meta, "epoch", 7);
                break;
            default:
                await restore();
                break;
        }
    }

    private async Task<IEnumerable<string>> VoterKeysAsync(BoxShard shard) =>
        (await engines.RedisAsync("KEYS", $"v:{shard.Tag}:*")).Items.Select(key => key.Text);

    /// <summary>Admitted by a server that dies before it records anything. Until it has found Redis again it is busy.</summary>
    private async Task AdmitOrphanAsync(ContestUnderTest contest)
    {
        var found = engines.A.Services.GetRequiredService<ContestDirectory>().Find(contest.Slug)!;
        var box = engines.A.Services.GetRequiredService<IBallotBox>();
        var request = new CastRequest(found, new byte[16], new byte[8], "device", [9], new AddressPrefix(1));
        var admission = await box.AdmitAsync(request);
        for (var tries = 0; admission is Admission.Refused { Reason: CastRefusal.Busy } && tries < 100; tries++)
        {
            await Task.Delay(100);
            admission = await box.AdmitAsync(request);
        }

        Assert.IsType<Admission.Admitted>(admission);
    }
}
