using Voting.Benchmarks;
using Voting.Engines;
using Voting.LoadTests;

const string Usage = """
    Measures parts of the server by themselves, on engines that it starts.

      ledger [--ballots 200000] [--batch 1000] [--rounds 5]
        ballots a second that the ledger commits into PostgreSQL, beside the floor: the same rows, inserted plainly
      box [--voters 1000000] [--rounds 3]
        a server brings back a ballot box that lost everything: seconds, and memory of Redis a voter
      casts [--voters 1000000] [--ballots 200000] [--in-flight 512] [--rounds 3]
        ballots a second that Redis admits over one connection, without a ledger, and what its time goes into
      addresses [--addresses 5000000] [--windows 100000]
        what both boxes keep about a flood of ballots, each from another address
      verify [--leaves 1000000]
        seconds and memory of an outsider's recount of a bundle that is generated; needs no engine
    """;

try
{
    if (args is not ["verify", ..] && EnginePrograms.Missing is { } missing)
        throw new UsageException(missing);
    Console.WriteLine(Machine.Words);
    switch (args)
    {
        case ["ledger", .. var rest]:
            var ledger = new CommandLine(rest, "ballots batch rounds");
            await new LedgerBenchmark(
                Ballots: ledger.Number("ballots", 200_000, 1, 10_000_000),
                Batch: ledger.Number("batch", 1000, 1, 100_000),
                Rounds: ledger.Number("rounds", 5, 1, 99)).RunAsync(Console.Out);
            return 0;
        case ["box", .. var rest]:
            var box = new CommandLine(rest, "voters rounds");
            await new BoxBenchmark(
                box.Number("voters", 1_000_000, 1, 10_000_000), box.Number("rounds", 3, 1, 99), TimeProvider.System, Console.Out)
                .RunAsync(CancellationToken.None);
            return 0;
        case ["casts", .. var rest]:
            var casts = new CommandLine(rest, "voters ballots in-flight rounds");
            await new CastsBenchmark(
                casts.Number("voters", 1_000_000, 0, 10_000_000), casts.Number("ballots", 200_000, 100, 10_000_000),
                casts.Number("in-flight", 512, 1, 10_000), casts.Number("rounds", 3, 1, 99), TimeProvider.System).RunAsync(Console.Out);
            return 0;
        case ["addresses", .. var rest]:
            var flood = new CommandLine(rest, "addresses windows");
            await new AddressesBenchmark(
                flood.Number("addresses", 5_000_000, 1, 100_000_000), flood.Number("windows", 100_000, 1, 100_000_000)).RunAsync(Console.Out);
            return 0;
        case ["verify", .. var rest]:
            var verify = new CommandLine(rest, "leaves");
            await new VerifyBenchmark(verify.Number("leaves", 1_000_000, 8, 10_000_000)).RunAsync(Console.Out);
            return 0;
        default:
            throw new UsageException("Which measurement?");
    }
}
catch (UsageException e)
{
    Console.Error.WriteLine(e.Message);
    Console.Error.WriteLine(Usage);
    return 2;
}
