using System.Diagnostics;
using System.Globalization;
using Voting.Engines;
using Voting.Server.Ledger;

namespace Voting.Benchmarks;

/// <summary>The ledger's commit path and its floor in turn, each round in a new database of one PostgreSQL.</summary>
public sealed record LedgerBenchmark(int Ballots, int Batch, int Rounds)
{
    public async Task RunAsync(TextWriter output)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Ballots:N0} ballots in batches of {Batch:N0}, {Rounds} rounds; {Environment.ProcessorCount} cores, {Environment.OSVersion.VersionString}, .NET {Environment.Version}"));
        await using var postgres = await PostgresEngine.StartAsync();
        var (ledger, floor) = (new List<double>(), new List<double>());
        // The first round warms both up and is not counted.
        for (var round = 0; round <= Rounds; round++)
        {
            var floorRate = await RateAsync(postgres, $"floor_{round}", FloorRun.OpenAsync);
            var ledgerRate = await RateAsync(postgres, $"ledger_{round}", LedgerRun.OpenAsync);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{(round == 0 ? "warm-up" : $"round {round}")}: ledger {ledgerRate,9:N0}/s   floor {floorRate,9:N0}/s"));
            if (round == 0)
                continue;
            floor.Add(floorRate);
            ledger.Add(ledgerRate);
        }

        var (l, f) = (Median(ledger), Median(floor));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"median:  ledger {l,9:N0}/s   floor {f,9:N0}/s   ratio {l / f:F2}"));
    }

    private async Task<double> RateAsync(PostgresEngine postgres, string name, Func<string, Task<IBatchRun>> open)
    {
        await postgres.CreateDatabaseAsync(name);
        double seconds;
        await using (var run = await open(postgres.ConnectionStringOf(name)))
        {
            var batches = GeneratedBallots.Make(run.ContestId, Ballots).Chunk(Batch).ToList();
            var began = Stopwatch.GetTimestamp();
            foreach (var batch in batches)
                await run.CommitAsync(batch);
            await run.FinishAsync(batches.SelectMany(batch => batch));
            seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        }

        await postgres.DropDatabaseAsync(name);
        return Ballots / seconds;
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}

/// <summary>Something that commits batches of ballots, one after another.</summary>
public interface IBatchRun : IAsyncDisposable
{
    long ContestId { get; }

    Task CommitAsync(IReadOnlyList<BallotIntent> batch);

    /// <summary>Waits until every voter has an answer.</summary>
    Task FinishAsync(IEnumerable<BallotIntent> ballots);
}
