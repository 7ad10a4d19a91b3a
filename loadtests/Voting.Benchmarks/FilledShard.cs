using System.Collections.Frozen;
using Voting.Rules.Contests;
using Voting.Rules.Ranking;
using Voting.Server.Ballots;
using Voting.Server.Contests;
using Voting.Server.Storage;

namespace Voting.Benchmarks;

/// <summary>A contest's only shard, full of voters of today, written by the scripts that a refill uses, and open.</summary>
public sealed class FilledShard(RedisConnection redis, TimeProvider clock)
{
    private const int Page = 500;
    private const string Token = "benchmark";
    private const long KeepMilliseconds = 86_400_000;

    public Contest Contest { get; } = NewContest(clock.GetUtcNow());

    public async Task<BoxShard> FillAsync(int voters)
    {
        var shard = new BoxShard(Contest, 0, 1);
        var period = VotingPeriod.At(clock.GetUtcNow(), Contest.Rules.Ballot, Contest.Zone).Number;
        var filter = new OlderKeysFilter(shard.OlderKeysBits);
        await redis.EvalAsync(BoxScripts.Text("claim_shard"), [shard.Meta], Token, 1, 5000, "");
        foreach (var page in GeneratedBallots.Make(Contest.Id, voters).Chunk(Page))
        {
            RedisArg[] casts =
            [
                .. page.SelectMany(ballot => new RedisArg[]
                {
                    ballot.Voter, PackedBallot.RecordedCast(ballot.KeyHash, PackedBallot.Pack(ballot.Entries)),
                }),
            ];
            await StepAsync(shard, shard.Voters(period), "voters", KeepMilliseconds, casts);
            foreach (var ballot in page)
                filter.Remember(ballot.Voter, ballot.KeyHash);
        }

        foreach (var (offset, bytes) in filter.Pieces())
            await StepAsync(shard, shard.OlderKeys, "filter", 0, offset, bytes);
        foreach (var script in new BoxScripts(shard.Tag, 1).All)
            await redis.LoadScriptAsync(shard.Meta, script.Text);
        await redis.EvalAsync(
            BoxScripts.Text("finish_shard"), [shard.Meta], Token, 1, BoxScripts.Open,
            Contest.OpensAt.ToUnixTimeMilliseconds(), Contest.ClosesAt.ToUnixTimeMilliseconds(), 0);
        return shard;
    }

    private async Task StepAsync(BoxShard shard, string key, string step, long keep, params RedisArg[] pairs) =>
        await redis.EvalAsync(BoxScripts.Text("fill_shard"), [shard.Meta, key], [Token, step, keep, .. pairs]);

    private static Contest NewContest(DateTimeOffset now)
    {
        var rules = new ContestRules(new BallotPolicy(BallotPolicy.Day, 10, 1, 1, 10), ["device"], ScorePolicy.Default);
        var entries = Enumerable.Range(1, BoxShape.Entries).ToFrozenDictionary(
            number => number, number => new Entry(number, "all", $"Entry {number}", "", "", "", "", null, true));
        return new Contest(
            1, GeneratedBallots.Slug, "", "", ContestPhase.Voting, TimeZoneInfo.Utc, now.AddDays(-1), now.AddDays(7), [new Group("all", "", 1)], [],
            rules, new Visibility(Visibility.Live), "", entries, new PublishedFiles([], []), 1);
    }
}
