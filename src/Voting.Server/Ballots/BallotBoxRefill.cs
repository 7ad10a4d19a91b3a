using System.Security.Cryptography;
using Voting.Rules.Contests;
using Voting.Rules.Log;
using Voting.Server.Contests;
using Voting.Server.Ledger;
using Voting.Server.Log;
using Voting.Server.Storage;

namespace Voting.Server.Ballots;

/// <summary>
/// Brings shards of the box (back) into use. A shard that is whole in the ledger's epoch is only taken over. Anything else - no
/// script, no state, another epoch - means that Redis may have forgotten something: the shard is filled anew from the ledger,
/// in a new epoch, by one server under a token.
/// </summary>
public sealed class BallotBoxRefill(
    BoxShards shards, RedisConnection redis, ContestDirectory contests, LedgerStore ledger, LedgerWriter writer, TimeProvider clock,
    ILogger<BallotBoxRefill> log) : BackgroundService
{
    private const int AtOnce = 4;
    private const int PageOfIntents = 1000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ClaimLasts = TimeSpan.FromSeconds(5);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Parallel.ForEachAsync(
        shards.Lost.ReadAllAsync(stoppingToken),
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stoppingToken },
        async (shard, stop) =>
        {
            try
            {
                if (await TryBringBackAsync(shard))
                    return;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.LogWarning(e, "Shard {Shard} can not be brought back yet", shard.Tag);
            }

            await Task.Delay(Pause, stop);
            shards.TryAgain(shard);
        });

    /// <returns>False when it has to be tried again.</returns>
    private async Task<bool> TryBringBackAsync(BoxShard shard)
    {
        var head = await ledger.ReadHeadAsync(shard.ContestId);
        var epoch = head.Epochs[shard.Number];
        if (await IsWholeAsync(shard, epoch))
        {
            shard.Use(epoch);
            return true;
        }

        // 1. Nobody is admitted from here on, and nobody else fills this shard.
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var claim = await ClaimAsync(shard, token, epoch);
        if (claim[0].Text == "moved" && (await ledger.ReadHeadAsync(shard.ContestId)).Epochs[shard.Number] < claim[1].Number)
        {
            // Not a server that was faster: epochs are raised in the ledger first. An older ledger was put in place, and it decides.
            log.LogWarning("Shard {Shard} is of an epoch that the ledger, at {Epoch}, has not come to", shard.Tag, epoch);
            claim = await ClaimAsync(shard, token, (int)claim[1].Number);
        }

        if (claim[0].Text != "claimed")
            return false;
        shard.LastToken = token;
        log.LogInformation("Shard {Shard} is filled anew: it is not what the ledger's epoch {Epoch} left", shard.Tag, epoch);

        // 2. What was admitted and is still there is recorded; then the epoch ends, and with it all that was admitted in it.
        if (head.State == LogHead.Open && !await RecordSurvivorsAsync(shard))
            return false;
        if (head.State != LogHead.Closed)
        {
            if (!await RaiseEpochAsync(shard, epoch))
                return false;
            epoch++;
        }

        // 3. The ledger stands still for this shard now.
        var contest = contests.Find(shard.Slug) ?? throw new InvalidOperationException($"No contest '{shard.Slug}'.");
        if (!await new ShardFilling(shard, token, contest, redis, ledger, clock).FillAsync())
            return false;

        // 4. The scripts of the new epoch, and the last step.
        var scripts = new BoxScripts(shard.Tag, epoch);
        foreach (var script in scripts.All)
            await redis.LoadScriptAsync(shard.Meta, script.Text);
        if (!await FinishAsync(shard, token, epoch))
            return false;
        shard.Use(epoch);
        log.LogInformation("Shard {Shard} is ready in epoch {Epoch}", shard.Tag, epoch);
        return true;
    }

    /// <param name="epoch">The latest one in which the shard may be ready and is taken out of service all the same.</param>
    private Task<RedisReply> ClaimAsync(BoxShard shard, string token, int epoch) => redis.EvalAsync(
        BoxScripts.Text("claim_shard"), [shard.Meta], token, epoch, (long)ClaimLasts.TotalMilliseconds, shard.LastToken);

    private async Task<bool> IsWholeAsync(BoxShard shard, int epoch)
    {
        if (!await redis.HasScriptAsync(shard.Meta, new BoxScripts(shard.Tag, epoch).Cast.Sha))
            return false;
        var state = (await redis.CallAsync("HMGET", shard.Meta, "state", "epoch")).Items;
        return !state[0].IsNull && state[0].Text == "ready" && state[1].Number == epoch;
    }

    private async Task<bool> RecordSurvivorsAsync(BoxShard shard)
    {
        var from = "-";
        while (await StreamedIntent.ReadAsync(redis, shard, PageOfIntents, from) is { Count: > 0 } intents)
        {
            var ends = await Task.WhenAll(intents.Select(writer.RecordAsync));
            if (ends.Contains(Recording.Unknown))
                return false;
            from = $"({StreamedIntent.IdOf(intents[^1])}";
        }

        return true;
    }

    /// <returns>False when another server was faster.</returns>
    private async Task<bool> RaiseEpochAsync(BoxShard shard, int epoch)
    {
        var raised = await writer.ActAsync(async transaction =>
        {
            var head = await transaction.LockHeadAsync(shard.ContestId);
            if (head.Epochs[shard.Number] != epoch || head.State == LogHead.Closed)
                return false;
            await transaction.SetEpochsAsync(shard.ContestId, [.. head.Epochs.Select((old, number) => number == shard.Number ? epoch + 1 : old)]);
            // The first epoch begins with the contest, not with a loss.
            if (epoch > 0)
                await transaction.AppendRebuildAsync(
                    head, Leaf.Rebuild(shard.Slug, clock.GetUtcNow().ToUnixTimeMilliseconds(), shard.Number, epoch + 1));
            return true;
        });
        return raised;
    }

    private async Task<bool> FinishAsync(BoxShard shard, string token, int epoch)
    {
        var head = await ledger.ReadHeadAsync(shard.ContestId);
        // As the database has it: this server may not know yet that the end of voting was put off.
        var contest = await contests.ReloadAsync(shard.Slug);
        var last = await ledger.FindLatestTimeAsync(shard.ContestId);
        var finished = await redis.EvalAsync(
            BoxScripts.Text("finish_shard"), [shard.Meta], token, epoch, head.State == LogHead.Open ? BoxScripts.Open : BoxScripts.Shut,
            contest.OpensAt.ToUnixTimeMilliseconds(), contest.ClosesAt.ToUnixTimeMilliseconds(), last);
        return finished[0].Text == "ready";
    }
}
