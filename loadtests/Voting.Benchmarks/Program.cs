using Voting.Benchmarks;
using Voting.Engines;
using Voting.LoadTests;

const string Usage = """
    Measures parts of the server by themselves, on engines that it starts.

      ledger [--ballots 200000] [--batch 1000] [--rounds 5]
        ballots a second that the ledger commits into PostgreSQL, beside the floor: the same rows, inserted plainly
    """;

try
{
    if (args is not ["ledger", .. var rest])
        throw new UsageException("Which measurement?");
    var options = new CommandLine(rest, "ballots batch rounds");
    if (EnginePrograms.Missing is { } missing)
        throw new UsageException(missing);
    await new LedgerBenchmark(
        Ballots: options.Number("ballots", 200_000, 1, 10_000_000),
        Batch: options.Number("batch", 1000, 1, 100_000),
        Rounds: options.Number("rounds", 5, 1, 99)).RunAsync(Console.Out);
    return 0;
}
catch (UsageException e)
{
    Console.Error.WriteLine(e.Message);
    Console.Error.WriteLine(Usage);
    return 2;
}
