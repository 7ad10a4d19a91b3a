using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Voting.Engines;
using Voting.Server.Storage;

namespace Voting.Benchmarks;

/// <summary>
/// Ballots that one process gets admitted in Redis alone, over one connection, into a shard that is full of voters: no ledger,
/// no HTTP. What is admitted is settled in batches, so that the stream stays short.
/// </summary>
public sealed record CastsBenchmark(int Voters, int Ballots, int InFlight, int Rounds, TimeProvider Clock)
{
    private const int OneByOneShare = 20;

    public async Task RunAsync(TextWriter output)
    {
        await using var engine = await RedisEngine.StartAsync();
        await using var redis = new RedisConnection(engine.ConnectionString, NullLogger<RedisConnection>.Instance);
        await redis.StartAsync(CancellationToken.None);
        while (!redis.IsUp)
            await Task.Delay(10);
        var filled = new FilledShard(redis, Clock);
        var shard = await filled.FillAsync(Voters);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Ballots:N0} ballots of three votes, by new voters, into a shard with {Voters:N0}; every write is on the disk before its answer"));

        var (times, round) = (new CommandTimes(engine), 0);
        // The first round warms up.
        for (var attempt = 0; round <= Rounds && attempt < 3 * (Rounds + 1); attempt++)
        {
            try
            {
                var alone = await new CastsRun($"alone {attempt}", redis, shard, filled.Contest, Ballots / OneByOneShare, Clock).RateAsync(1);
                await times.ResetAsync();
                var together = await new CastsRun($"together {attempt}", redis, shard, filled.Contest, Ballots, Clock).RateAsync(InFlight);
                output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{(round == 0 ? "warm-up" : $"round {round}")}: {together,9:N0}/s with {InFlight} in flight   {alone,7:N0}/s one after another"));
                output.WriteLine(await times.OfBallotAsync(Ballots));
                round++;
            }
            catch (StorageAwayException e)
            {
                output.WriteLine($"a round is not counted: {e.Message}");
                while (!redis.IsUp)
                    await Task.Delay(100);
            }
        }
    }
}
