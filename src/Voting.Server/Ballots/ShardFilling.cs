using System.Runtime.InteropServices;
using Voting.Rules.Contests;
using Voting.Server.Contests;
using Voting.Server.Ledger;
using Voting.Server.Storage;

namespace Voting.Server.Ballots;

/// <summary>
/// One filling of a shard from the ledger, which stands still for it meanwhile, in steps that do nothing once the token does not
/// stand any more. The ballots are read once; what waits in this server is some pages of them, whatever their number.
/// </summary>
internal sealed class ShardFilling(
    BoxShard shard, string token, Contest contest, RedisConnection redis, LedgerStore ledger, TimeProvider clock)
{
    // A step of 500 takes Redis about a millisecond, in which it serves nobody else.
    private const int PairsInStep = 500;
    private const int StepsInFlight = 4;
    private const int PiecesOfFilterInStep = 4;

    private readonly Dictionary<int, long> _votes = [];
    private long _ballots;
    private OlderKeysFilter? _keys;
    private volatile bool _isLost;

    /// <returns>False when the token does not stand any more: the shard was lost once more, or another server has it.</returns>
    public async Task<bool> FillAsync()
    {
        var now = clock.GetUtcNow();
        var period = VotingPeriod.At(now, contest.Rules.Ballot, contest.Zone);
        var first = period.StartsAt is null ? period.Number : period.Number - 1;
        _keys = period.StartsAt is null ? null : new OlderKeysFilter(shard.OlderKeysBits);

        // 1. Nothing of before.
        var old = Enumerable.Range(first, period.Number + 2 - first).Select(shard.Voters);
        foreach (var key in (string[])[.. old, shard.Tally, shard.Intents, shard.OlderKeys])
            if (!await StepAsync(key, "clear"))
                return false;

        // 2. Records of this and the previous period. Their order is none of a record's business: a step only appends to it.
        var keep = (long)RedisCast.KeepFor(contest.ClosesAt, period, now).TotalMilliseconds;
        await Parallel.ForEachAsync(
            ReadAsync(first), new ParallelOptions { MaxDegreeOfParallelism = StepsInFlight },
            async (page, _) => await StepAsync(shard.Voters(page.Period), "voters", keep, page.Casts));

        // 3. What the same reading gathered of all periods.
        if (_keys is not null)
            foreach (var pieces in _keys.Pieces().Chunk(PiecesOfFilterInStep))
                await StepAsync(shard.OlderKeys, "filter", 0, [.. pieces.SelectMany(piece => new RedisArg[] { piece.Offset, piece.Bytes })]);
        await StepAsync(shard.Tally, "tally", 0, TallyCache.BallotsField, _ballots);
        foreach (var votes in _votes.Chunk(PairsInStep))
            await StepAsync(shard.Tally, "tally", 0, [.. votes.SelectMany(entry => new RedisArg[] { TallyCache.FieldOf(entry.Key), entry.Value })]);
        return !_isLost;
    }

    /// <summary>Pages of casts, each of one period; on the way every ballot is counted, and its key noted.</summary>
    private async IAsyncEnumerable<(int Period, RedisArg[] Casts)> ReadAsync(int first)
    {
        var pages = new Dictionary<int, List<RedisArg>>();
        await foreach (var ballot in ledger.ReadShardAsync(shard.ContestId, shard.Number))
        {
            if (_isLost)
                yield break;
            _ballots++;
            _keys?.Remember(ballot.Voter, ballot.KeyHash);
            foreach (var entry in ballot.Entries)
                CollectionsMarshal.GetValueRefOrAddDefault(_votes, entry, out _)++;
            if (ballot.Period < first)
                continue;

            if (!pages.TryGetValue(ballot.Period, out var page))
                pages[ballot.Period] = page = new List<RedisArg>(PairsInStep * 2);
            page.Add(ballot.Voter);
            page.Add(PackedBallot.RecordedCast(ballot.KeyHash, PackedBallot.Pack(contest, ballot.Entries)));
            if (page.Count < PairsInStep * 2)
                continue;
            yield return (ballot.Period, [.. page]);
            page.Clear();
        }

        foreach (var (period, page) in pages.Where(page => page.Value.Count > 0))
            yield return (period, [.. page]);
    }

    /// <returns>False when it did nothing; then none of the later ones is sent.</returns>
    private async Task<bool> StepAsync(string key, string step, long keep = 0, params RedisArg[] pairs)
    {
        if (_isLost)
            return false;
        var reply = await redis.EvalAsync(BoxScripts.Text("fill_shard"), [shard.Meta, key], [token, step, keep, .. pairs]);
        if (reply[0].Text != "filled")
            _isLost = true;
        return !_isLost;
    }
}
