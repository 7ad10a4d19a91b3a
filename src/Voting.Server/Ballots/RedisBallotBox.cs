using Microsoft.Extensions.Options;
using Voting.Rules.Ballots;
using Voting.Rules.Contests;
using Voting.Server.Contests;
using Voting.Server.Ledger;
using Voting.Server.Storage;

namespace Voting.Server.Ballots;

/// <summary>
/// The ballot box of many servers, in Redis. One script a ballot decides; what it admits stands in a stream until it is in the
/// ledger and settled. Redis may lose everything at any time: the scripts then no longer fit, nothing is admitted, and
/// <see cref="BallotBoxRefill"/> brings the shard back from the ledger.
/// </summary>
public sealed class RedisBallotBox(
    RedisConnection redis, BoxShards shards, LedgerStore ledger, ContestDirectory contests, IOptions<AddressOptions> addresses,
    IOptions<BallotOptions> options, TimeProvider clock, ILogger<RedisBallotBox> log) : IBallotBox, ILedgerFollower
{
    /// <summary>What waits for the ledger in one shard at most.</summary>
    private const int MostPending = 20_000;
    private const int MostPeriodGuesses = 3;
    private const int MostTries = 15;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(700);

    private readonly TallyCache _tallies = new();
    private volatile bool _stopped;

    /// <summary>Epochs, which Redis and the ledger both know, stand for fillings here.</summary>
    public long Generation => 0;

    public bool IsReady => !_stopped && redis.IsUp && shards.Known.All(shard => shard.Scripts is not null);

    /// <summary>No epoch yet: the first filling begins the first one.</summary>
    public IReadOnlyList<int> FirstEpochs => new int[options.Value.Shards];

    public async ValueTask<Admission> AdmitAsync(CastRequest request)
    {
        if (_stopped || !redis.IsUp)
            return new Admission.Refused(CastRefusal.Busy);
        var all = await shards.OfAsync(request.Contest);
        var shard = BoxShards.OfVoter(all, request.Voter);
        if ((shard.Scripts ?? await shard.WaitAsync(LongestWait)) is not { } scripts)
            return new Admission.Refused(CastRefusal.Busy);

        var again = false;
        var cast = new RedisCast(request, shard, all.Count, addresses.Value, MostPending);
        var now = clock.GetUtcNow();
        for (var guess = 1; guess <= MostPeriodGuesses; guess++)
        {
            var period = VotingPeriod.At(now, request.Contest.Rules.Ballot, request.Contest.Zone);
            var reply = await redis.EvalShaAsync(scripts.Cast.Sha, cast.Keys(period), cast.Args(period, now, OwnTime));
            switch (reply?[0].Text)
            {
                case null or "not-ready":
                    shards.Lose(shard, scripts);
                    // Another server may have brought it back already: then this one only takes it over.
                    if (again || await shard.WaitAsync(LongestWait) is not { } fresh)
                        return new Admission.Refused(CastRefusal.Busy);
                    (scripts, again) = (fresh, true);
                    guess--;
                    break;
                case "period":
                    // The clock of Redis is in another period than this server's.
                    now = DateTimeOffset.FromUnixTimeMilliseconds(reply.Value[1].Number);
                    break;
                case "take-address":
                    if (await TakeAddressAsync(cast) is { } wait)
                        return new Admission.Refused(CastRefusal.RateLimited, RetryAfter: wait);
                    cast.AddressIsTaken();
                    guess--;
                    break;
                case "ask-ledger":
                    if (await ledger.FindAsync(request.Contest.Id, request.Voter, request.KeyHash) is not null)
                        return new Admission.Repeat(null);
                    cast.KeyIsNew();
                    guess--;
                    break;
                case "admitted":
                    return new Admission.Admitted(Track(request, shard, cast.Intent(period, scripts.Epoch, reply.Value)));
                case "repeat":
                    return await RepeatAsync(request, shard, scripts.Epoch, reply.Value[1].Number);
                case var word:
                    return RedisCast.Refusal(word, period, reply.Value);
            }
        }

        return new Admission.Refused(CastRefusal.Busy);
    }

    public async ValueTask<VoterStanding> StandingAsync(Contest contest, byte[] voter, string channel)
    {
        var policy = contest.Rules.BallotOf(channel);
        var period = VotingPeriod.At(clock.GetUtcNow(), policy, contest.Zone);
        var given = await GivenAsync(contest, voter, period.Number);
        return new VoterStanding(VoterQuota.Remaining(given, policy), [.. given.Distinct().Order()], period.ResetsAt);
    }

    /// <summary>While Redis is away, the last counts this server knows; a server that knows none asks the ledger.</summary>
    public async ValueTask<Tally> TallyAsync(Contest contest)
    {
        if (contest.Phase < ContestPhase.Voting)
            return Tally.Empty;
        var parts = await Task.WhenAll((await shards.OfAsync(contest)).Select(shard => TallyAsync(contest, shard)));
        return TallyCache.Sum(parts);
    }

    public async ValueTask<Tally> ReadTallyAsync(Contest contest)
    {
        var parts = await Task.WhenAll((await shards.OfAsync(contest)).Select(ReadTallyAsync));
        return TallyCache.Sum(parts);
    }

    public async ValueTask<IReadOnlyList<int>> PendingAsync(Contest contest)
    {
        var pending = await Task.WhenAll((await shards.OfAsync(contest)).Select(shard => StreamedIntent.ReadAsync(redis, shard, MostPending)));
        return [.. pending.SelectMany(intents => intents).SelectMany(intent => intent.Entries)];
    }

    public async ValueTask OpenAsync(Contest contest)
    {
        foreach (var shard in await shards.OfAsync(contest))
            await SetGateAsync(shard, BoxScripts.Open);
    }

    /// <summary>Asks until every shard has its gate shut and nothing in it: a shard that is filled meanwhile opens again.</summary>
    public async Task CloseAsync(Contest contest)
    {
        while (true)
        {
            var pending = 0L;
            foreach (var shard in await shards.OfAsync(contest))
                pending += await SetGateAsync(shard, BoxScripts.Shut);
            if (pending == 0)
                return;
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }
    }

    /// <summary>What can not be settled now is settled by <see cref="BallotBoxCatchUp"/>, or counted from the ledger by a refill.</summary>
    public async ValueTask FollowAsync(LedgerCommit commit)
    {
        var known = shards.Known.Where(shard => shard.ContestId == commit.ContestId).ToDictionary(shard => shard.Number);
        // From here on a repeat finds the ballot in the ledger.
        foreach (var intent in commit.Recorded.Concat(commit.TakenBack))
            known[intent.Shard].InFlight.TryRemove((intent.Epoch, intent.Seq), out _);
        try
        {
            await Task.WhenAll(commit.Recorded.GroupBy(intent => intent.Shard).Select(group => SettleAsync(known[group.Key], [.. group])));
            foreach (var intent in commit.TakenBack)
                await TakeBackAsync(known[intent.Shard], intent);
        }
        catch (StorageAwayException e)
        {
            log.LogDebug(e, "{Count} ballots are recorded and will be settled later", commit.Recorded.Count);
        }
        catch (Exception e)
        {
            // A fault of ours, or of what is in Redis; the voters' ballots are recorded all the same, and they hear it.
            log.LogError(e, "{Count} ballots are recorded and could not be settled", commit.Recorded.Count);
        }
    }

    public void Stop() => _stopped = true;

    public async Task RefillAsync()
    {
        await contests.LoadAsync();
        foreach (var contest in contests.All.Where(contest => contest.Phase >= ContestPhase.Voting))
            await shards.OfAsync(contest);
        _stopped = false;
    }

    /// <summary>Redis judges by its own clock. A process whose clock is not the system's (a test) hands its own time in.</summary>
    private string OwnTime => clock == TimeProvider.System ? "" : Wire(clock.GetUtcNow().ToUnixTimeMilliseconds());

    private static string Wire(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private async Task<TimeSpan?> TakeAddressAsync(RedisCast cast)
    {
        var reply = await redis.EvalAsync(BoxScripts.Text("address_window", "take_address"), [cast.AddressKey], cast.TakeAddressArgs(OwnTime));
        return reply[0].Text == "taken" ? null : TimeSpan.FromMilliseconds(reply[1].Number);
    }

    /// <summary>A repeat of a ballot that is not recorded yet: with the first one, or from its intent where another server has it.</summary>
    private async Task<Admission> RepeatAsync(CastRequest request, BoxShard shard, int epoch, long seq)
    {
        if (seq == 0)
            return new Admission.Repeat(null);
        if (shard.InFlight.TryGetValue((epoch, seq), out var inFlight))
            return new Admission.Repeat(inFlight);
        var id = $"{Wire(epoch)}-{Wire(seq)}";
        return await StreamedIntent.ReadAsync(redis, shard, 1, id, id) is [var intent]
            ? new Admission.Admitted(Track(request, shard, intent))
            : new Admission.Repeat(null);
    }

    private static BallotIntent Track(CastRequest request, BoxShard shard, BallotIntent intent)
    {
        shard.InFlight[(intent.Epoch, intent.Seq)] = intent;
        _ = intent.Ended.ContinueWith(
            _ => shard.InFlight.TryRemove(KeyValuePair.Create((intent.Epoch, intent.Seq), intent)), TaskScheduler.Default);
        request.Record(intent);
        return intent;
    }

    private async Task<IReadOnlyCollection<int>> GivenAsync(Contest contest, byte[] voter, int period)
    {
        if (contest.Phase < ContestPhase.Voting)
            return [];
        try
        {
            var shard = BoxShards.OfVoter(await shards.OfAsync(contest), voter);
            if (shard.Scripts is not null)
            {
                var record = await redis.CallAsync("HGET", shard.Voters(period), voter);
                return record.IsNull ? [] : PackedBallot.Given(record.Bytes);
            }
        }
        catch (StorageAwayException)
        {
            // The ledger knows what is recorded, which is all that counts.
        }

        return await ledger.GivenAsync(contest.Id, voter, period);
    }

    private async Task<Tally> TallyAsync(Contest contest, BoxShard shard)
    {
        var known = _tallies.Find(shard);
        if (shard.Scripts is { } scripts)
        {
            try
            {
                var reply = await redis.EvalShaAsync(scripts.ReadTally.Sha, [shard.Meta, shard.Tally], known?.Epoch == scripts.Epoch ? known.Ballots : -1);
                switch (reply?[0].Text)
                {
                    case "same":
                        return known!;
                    case "tally":
                        return _tallies.Keep(shard, scripts.Epoch, reply.Value[1]);
                    default:
                        shards.Lose(shard, scripts);
                        break;
                }
            }
            catch (StorageAwayException e) when (known is not null)
            {
                log.LogDebug(e, "The board of {Contest} shows what was known last", contest.Slug);
            }
            catch (StorageAwayException)
            {
                // A server that knows nothing yet counts the ledger.
            }
        }

        if (known is not null)
            return known;
        var counted = await ledger.CountVotesAsync(contest.Id, shard.Number);
        return new Tally(0, counted.Ballots, counted.Votes);
    }

    private async Task<Tally> ReadTallyAsync(BoxShard shard)
    {
        var away = new StorageAwayException($"The ballot box of '{shard.Slug}' can not be read.");
        if (shard.Scripts is not { } scripts)
            throw away;
        var reply = await redis.EvalShaAsync(scripts.ReadTally.Sha, [shard.Meta, shard.Tally], -1);
        if (reply?[0].Text == "tally")
            return TallyCache.Read(scripts.Epoch, reply.Value[1]);
        shards.Lose(shard, scripts);
        throw away;
    }

    private async Task SettleAsync(BoxShard shard, IReadOnlyList<BallotIntent> intents)
    {
        if (shard.Scripts is not { } scripts)
            return;
        RedisArg[] args = [.. intents.SelectMany(intent => new RedisArg[] { StreamedIntent.IdOf(intent), PackedBallot.Pack(intent.Entries) })];
        await redis.EvalShaAsync(scripts.Settle.Sha, [shard.Meta, shard.Intents, shard.Tally], args);
    }

    private async Task TakeBackAsync(BoxShard shard, BallotIntent intent)
    {
        if (shard.Scripts is { } scripts)
            await redis.EvalShaAsync(
                scripts.TakeBack.Sha, [shard.Meta, shard.Intents, shard.Voters(intent.Period)], StreamedIntent.IdOf(intent), intent.Voter, intent.KeyHash);
    }

    /// <returns>How many admitted ballots wait in the shard.</returns>
    private async Task<long> SetGateAsync(BoxShard shard, string gate)
    {
        for (var tries = 0; tries < MostTries && redis.IsUp; tries++)
        {
            if ((shard.Scripts ?? await shard.WaitAsync(LongestWait)) is not { } scripts)
                continue;
            var reply = await redis.EvalShaAsync(scripts.SetGate.Sha, [shard.Meta, shard.Intents], gate);
            if (reply?[0].Text == "set")
                return reply.Value[1].Number;
            shards.Lose(shard, scripts);
        }

        throw new StorageAwayException($"The ballot box of '{shard.Slug}' can not be reached.");
    }
}
