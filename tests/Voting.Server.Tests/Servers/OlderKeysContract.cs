using System.Net;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Servers;

/// <summary>Keys of days ago, of which the box remembers no ballot any more.</summary>
public abstract class OlderKeysContract(TwoServers servers)
{
    [SkippableFact]
    public async Task A_key_of_three_days_ago_gets_its_first_answer_from_both_servers_and_leaves_no_gap()
    {
        var (contest, _) = await servers.OpenAsync();
        var voter = await servers.VoterOnBothAsync(contest);
        var key = Voter.NewKey();
        var first = (await voter[0].CastAsync([1, 2], key)).Is(HttpStatusCode.Created);
        servers.A.Clock.Advance(TimeSpan.FromDays(3));
        (await voter[1].CastAsync(1)).Is(HttpStatusCode.Created);

        var again = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Task.Run(() => voter[i % 2].CastAsync([1, 2], key))));
        var mismatches = await Task.WhenAll(voter.Select(side => side.CastAsync([3], key)));

        Assert.All(again, answer => Assert.Equal(first.Text, answer.Text));
        Assert.All(mismatches, answer => answer.Is(HttpStatusCode.UnprocessableEntity, "idempotency-mismatch"));
        // Nothing of today's quota went into it, and no sequence number.
        foreach (var side in voter)
            Assert.Equal(9, await side.RemainingAsync());
        (await voter[0].CastAsync(2)).Is(HttpStatusCode.Created);
        Assert.Equal(3, (await contest.CheckLedgerAsync()).Ballots.Count);
    }

    [SkippableFact]
    public async Task Ballots_of_days_ago_leave_todays_quota_whole_and_stay_on_the_board()
    {
        var (contest, onB) = await servers.OpenAsync();
        var voter = await servers.VoterOnBothAsync(contest);
        for (var day = 0; day < 4; day++)
        {
            for (var entry = 1; entry <= 10; entry++)
                (await voter[(entry + day) % 2].CastAsync(entry)).Is(HttpStatusCode.Created);
            (await voter[day % 2].CastAsync(1)).Is(HttpStatusCode.Conflict, "quota-exhausted");
            servers.A.Clock.Advance(TimeSpan.FromDays(1));
        }

        Assert.All((await onB.VotesAsync()).Values, votes => Assert.Equal(4, votes));
        Assert.Equal(40, (await contest.CheckLedgerAsync()).Ballots.Count);
    }
}

public sealed class ServerOlderKeysTests(TwoOnRedis servers) : OlderKeysContract(servers), IClassFixture<TwoOnRedis>;

public sealed class ClusterOlderKeysTests(TwoOnCluster servers) : OlderKeysContract(servers), IClassFixture<TwoOnCluster>
{
    [SkippableFact]
    public async Task All_masters_hold_shards_of_one_contest_and_every_shard_admits()
    {
        var (contest, _) = await servers.OpenAsync();
        await Task.WhenAll(Enumerable.Range(0, 300).Select(i => Task.Run(() => contest.NewVoter().CastAsync(1 + i % 10))));

        foreach (var node in (await RealEngines.ClusterAsync()).Nodes)
        {
            var found = await node.AskAsync("EVAL", "return #redis.call('KEYS', ARGV[1])", "0", $"m:{{{contest.Slug}:*");
            Assert.NotEqual("0", found);
        }

        var shards = (await contest.CheckLedgerAsync()).Ballots.CountBy(ballot => ballot.Shard).ToDictionary();
        Assert.Equal(Enumerable.Range(0, 16), shards.Keys.Order());
    }
}
