using Voting.Rules.Contests;
using Voting.Server.Contests;
using Voting.Server.Ledger;
using Voting.Server.Storage;

namespace Voting.Server.Ballots;

/// <summary>
/// Records admitted ballots that nobody came to: their server died, could not commit, or could not settle. Every server looks;
/// the ledger keeps what stands, and who removes the intent counts it.
/// </summary>
public sealed class BallotBoxCatchUp(
    BoxShards shards, RedisConnection redis, ContestDirectory contests, LedgerWriter writer, TimeProvider clock,
    ILogger<BallotBoxCatchUp> log) : BackgroundService
{
    private const int Most = 1000;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly Dictionary<(string Shard, string Id), long> _seen = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await SweepAsync();
            }
            catch (Exception e) when (Outage.Is(e))
            {
                log.LogDebug(e, "Unfinished ballots wait: a store is away");
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // A server that can record ballots does not end because of those it can not.
                log.LogError(e, "Unfinished ballots could not be taken up");
            }
        }
    }

    /// <summary>What was there some seconds ago, and still is, is taken through the writer.</summary>
    private async Task SweepAsync()
    {
        var present = new HashSet<(string, string)>();
        foreach (var shard in await OpenShardsAsync())
        {
            var due = new List<BallotIntent>();
            foreach (var intent in await StreamedIntent.ReadAsync(redis, shard, Most))
            {
                var id = (shard.Tag, StreamedIntent.IdOf(intent));
                present.Add(id);
                if (!_seen.TryAdd(id, clock.GetTimestamp()) && clock.GetElapsedTime(_seen[id]) > Patience)
                    due.Add(intent);
            }

            if (due.Count > 0)
                log.LogInformation("{Count} unfinished ballots of {Shard} are taken up", due.Count, shard.Tag);
            await Task.WhenAll(due.Select(writer.RecordAsync));
        }

        foreach (var gone in _seen.Keys.Where(id => !present.Contains(id)).ToList())
            _seen.Remove(gone);
    }

    private async Task<IReadOnlyList<BoxShard>> OpenShardsAsync()
    {
        var open = new List<BoxShard>();
        foreach (var contest in contests.All.Where(contest => contest.Phase == ContestPhase.Voting))
            open.AddRange((await shards.OfAsync(contest)).Where(shard => shard.Scripts is not null));
        return open;
    }
}
