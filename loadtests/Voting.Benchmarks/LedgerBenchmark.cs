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
            $"{Ballots:N0} ballots in batches of {Batch:N0}, {Rounds} rounds"));
        await using var postgres = await PostgresEngine.StartAsync();
        var (ledger, floor) = (new List<Result>(), new List<Result>());
        // The first round warms both up and is not counted.
        for (var round = 0; round <= Rounds; round++)
        {
            var plain = await MeasureAsync(postgres, $"floor_{round}", FloorRun.OpenAsync);
            var whole = await MeasureAsync(postgres, $"ledger_{round}", LedgerRun.OpenAsync);
            Write(output, round == 0 ? "warm-up" : $"round {round}", whole, plain);
            if (round == 0)
                continue;
            floor.Add(plain);
            ledger.Add(whole);
        }

        Write(output, "median", Median(ledger), Median(floor));
    }

    private static void Write(TextWriter output, string name, Result ledger, Result floor) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{name,-8} ledger {ledger}   floor {floor}   ratio {ledger.Rate / floor.Rate:F2}"));

    private async Task<Result> MeasureAsync(PostgresEngine postgres, string name, Func<string, Task<IBatchRun>> open)
    {
        await postgres.CreateDatabaseAsync(name);
        Result result;
        await using (var run = await open(postgres.ConnectionStringOf(name)))
        {
            var batches = GeneratedBallots.Make(run.ContestId, Ballots).Chunk(Batch).ToList();
            var before = await run.ProcessorTimeAsync();
            var began = Stopwatch.GetTimestamp();
            foreach (var batch in batches)
                await run.CommitAsync(batch);
            await run.FinishAsync(batches.SelectMany(batch => batch));
            var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            var spent = await run.ProcessorTimeAsync() - before;
            result = new Result(Ballots / seconds, spent.Own / Ballots * 1e6, spent.Database / Ballots * 1e6);
        }

        await postgres.DropDatabaseAsync(name);
        return result;
    }

    private static Result Median(List<Result> results) => new(
        Median(results, result => result.Rate), Median(results, result => result.Own), Median(results, result => result.Database));

    private static double Median(List<Result> results, Func<Result, double> value) =>
        results.Select(value).Order().ElementAt(results.Count / 2);

    /// <param name="Rate">Ballots a second.</param>
    /// <param name="Own">Microseconds of a core a ballot, in this process.</param>
    /// <param name="Database">And in the database's.</param>
    private readonly record struct Result(double Rate, double Own, double Database)
    {
        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture, $"{Rate,8:N0}/s (cores: {Own:F1} + {Database:F1} us)");
    }
}

/// <summary>Something that commits batches of ballots, one after another.</summary>
public interface IBatchRun : IAsyncDisposable
{
    long ContestId { get; }

    Task CommitAsync(IReadOnlyList<BallotIntent> batch);

    /// <summary>Waits until every voter has an answer.</summary>
    Task FinishAsync(IEnumerable<BallotIntent> ballots);

    Task<ProcessorTime> ProcessorTimeAsync();
}
