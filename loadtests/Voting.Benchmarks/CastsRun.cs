using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Voting.Rules.Contests;
using Voting.Server.Ballots;
using Voting.Server.Contests;
using Voting.Server.Ledger;
using Voting.Server.Storage;

namespace Voting.Benchmarks;

/// <summary>Casts and settles as a server does, by its own calls. Every ballot is of a new voter with an address of its own.</summary>
/// <param name="name">Another run has other voters.</param>
public sealed class CastsRun(string name, RedisConnection redis, BoxShard shard, Contest contest, int ballots, TimeProvider clock)
{
    private const int Batch = 1000;
    private static readonly AddressOptions Addresses = new();
    private const int MostPending = 20_000;

    private readonly BoxScripts _scripts = new(shard.Tag, 1);
    private readonly Lock _lock = new();
    private readonly List<BallotIntent> _admitted = new(Batch);
    private int _next;
    private int _done;

    /// <summary>Ballots a second; all of them are admitted and settled at the end.</summary>
    public async Task<double> RateAsync(int inFlight)
    {
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, inFlight).Select(_ => CastOnAsync()));
        return ballots / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private async Task CastOnAsync()
    {
        for (var number = Interlocked.Increment(ref _next); number <= ballots; number = Interlocked.Increment(ref _next))
        {
            var now = clock.GetUtcNow();
            var period = VotingPeriod.At(now, contest.Rules.Ballot, contest.Zone);
            var cast = new RedisCast(Request(number), shard, 1, Addresses, MostPending);
            var reply = await redis.EvalShaAsync(_scripts.Cast.Sha, cast.Keys(period), cast.Args(period, now, ""));
            if (reply?[0].Text == "ask-ledger")
            {
                // The filter errs now and then; a server then looks into the ledger, and casts once more.
                cast.KeyIsNew();
                reply = await redis.EvalShaAsync(_scripts.Cast.Sha, cast.Keys(period), cast.Args(period, now, ""));
            }

            if (reply?[0].Text != "admitted")
                throw new InvalidOperationException($"A ballot was not admitted: {reply?[0].Text ?? "no script"}.");
            await SettleAsync(cast.Intent(period, _scripts.Epoch, reply.Value));
        }
    }

    private CastRequest Request(int number)
    {
        var random = SHA256.HashData(Encoding.UTF8.GetBytes($"{name}/{number}"));
        var first = (number % (BoxShape.Entries / 3)) + 1;
        int[] entries = [first, first + (BoxShape.Entries / 3), first + (BoxShape.Entries / 3 * 2)];
        return new CastRequest(contest, random[..16], random[16..24], "device", entries, new AddressPrefix(BitConverter.ToUInt64(random, 24)));
    }

    private async Task SettleAsync(BallotIntent intent)
    {
        IReadOnlyList<BallotIntent> batch;
        lock (_lock)
        {
            _admitted.Add(intent);
            if (++_done < ballots && _admitted.Count < Batch)
                return;
            batch = [.. _admitted];
            _admitted.Clear();
        }

        RedisArg[] args = [.. batch.SelectMany(settled => new RedisArg[] { StreamedIntent.IdOf(settled), PackedBallot.Pack(settled.Entries) })];
        var reply = await redis.EvalShaAsync(_scripts.Settle.Sha, [shard.Meta, shard.Intents, shard.Tally], args);
        if (reply?[0].Text != "settled" || reply.Value[1].Number != batch.Count)
            throw new InvalidOperationException("Not all that were admitted were settled.");
    }
}
