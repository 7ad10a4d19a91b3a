using System.Globalization;
using System.Runtime.InteropServices;
using Voting.LoadTests;
using Voting.LoadTests.Faults;

const string Usage = """
    Voting.LoadTests replay <file.pb> --urls <address>[,<address>…] [--password <password>] [--slug <slug>]
                            [--in-flight 128] [--limit <ballots>]
    Voting.LoadTests replay <file.pb> --servers 2 [--cluster] [--kill] [--server <dll or project directory>] [--slug <slug>]
                            [--in-flight 128] [--limit <ballots>]
      Casts the file's ballots, each by a voter of its own, and compares the board with the published counts.
      The password of the account "organizer" may also stand in VOTING_ORGANIZER_PASSWORD. With --servers it starts that
      many of its own, with Redis (--cluster: three masters) and PostgreSQL, and with --kill it kills one of each in the middle.

    Voting.LoadTests crash <file.pb> [--server <dll or project directory>] [--kills 3] [--slug <slug>]
                           [--in-flight 128] [--limit <ballots>]
      The same against a server of its own that is killed in the middle; then asks for every single answer again.

    Voting.LoadTests crowd --url <address> --slug <slug> [--rate 5] [--seconds 60]
      Simulated voters at a steady rate, so that a board moves.

    Voting.LoadTests faults [--rounds 12] [--seed 1] [--rate 150] [--only <part of a fault's name>] [--cluster] [--quick]
                            [--server <dll or project directory>]
      Two servers, Redis and PostgreSQL of its own: a fault a round under load, and a look at everything after each.

    Exit code: 0 every count is equal and every check holds, 1 not so, 2 wrong use.
    """;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var clock = TimeProvider.System;
using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
try
{
    var holds = args switch
    {
        ["replay", .. var words] => await ReplayAsync(new CommandLine(words, "url urls password servers cluster! kill! server slug in-flight limit")),
        ["crash", .. var words] => await CrashAsync(new CommandLine(words, "server kills slug in-flight limit")),
        ["crowd", .. var words] => await CrowdAsync(new CommandLine(words, "url slug rate seconds")),
        ["faults", .. var words] => await FaultsAsync(new CommandLine(words, "rounds seed rate only cluster! quick! server")),
        _ => throw new UsageException("There is no such command."),
    };
    return holds ? 0 : 1;
}
catch (Exception wrong) when (wrong is UsageException or FileNotFoundException or DirectoryNotFoundException)
{
    Console.Error.WriteLine($"{wrong.Message}\n\n{Usage}");
    return 2;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    Console.Error.WriteLine("Stopped before the end: nothing is proven.");
    return 1;
}
catch (Exception failure) when (failure is HttpRequestException or PbFormatException or InvalidDataException
    or InvalidOperationException or TimeoutException or OperationCanceledException)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}

async Task<bool> ReplayAsync(CommandLine line)
{
    var (path, inFlight) = (line.RequiredFile, line.Number("in-flight", 128, 1, 4096));
    var (file, ballots) = await LoadAsync(path, line);
    var slug = line.Find("slug") ?? TrialContest.SlugFor(path, clock);
    Console.WriteLine($"contest    {slug}: {ballots.Count} ballots, {file.Projects.Count} entries, {inFlight} in flight");
    if (line.Has("servers"))
    {
        var run = new SiteReplay(
            ServerProgram.Find(line.Find("server")), line.Number("servers", 2, 1, 16), line.Has("cluster"), line.Has("kill"), clock);
        return await run.RunAsync(file, ballots, slug, inFlight, stop.Token);
    }

    var password = line.Find("password") ?? Environment.GetEnvironmentVariable("VOTING_ORGANIZER_PASSWORD")
        ?? throw new UsageException("--password is missing, and VOTING_ORGANIZER_PASSWORD is not set.");
    var plan = new ReplayPlan(file, ballots, line.Urls(), password, slug, inFlight, RepeatEvery: 100);
    var replay = new Replay(plan, new Measurements(clock), clock);
    await replay.OpenContestAsync(stop.Token);
    await replay.CastAsync(stop.Token);
    return await replay.CheckAsync(stop.Token);
}

async Task<bool> CrashAsync(CommandLine line)
{
    var (path, server) = (line.RequiredFile, ServerProgram.Find(line.Find("server")));
    var (kills, inFlight) = (line.Number("kills", 3, 0, 200), line.Number("in-flight", 128, 1, 4096));
    var (file, ballots) = await LoadAsync(path, line);
    var slug = line.Find("slug") ?? TrialContest.SlugFor(path, clock);
    return await new CrashRun(server, kills, clock).RunAsync(file, ballots, slug, inFlight, stop.Token);
}

async Task<bool> CrowdAsync(CommandLine line)
{
    var (rate, seconds) = (line.Number("rate", 5, 1, 1000), line.Number("seconds", 60, 1, 3600));
    return await new Crowd(line.Urls()[0], line.Required("slug"), clock).RunAsync(rate, TimeSpan.FromSeconds(seconds), stop.Token);
}

async Task<bool> FaultsAsync(CommandLine line)
{
    var faults = Fault.All.Where(fault => fault.Name.Contains(line.Find("only") ?? "", StringComparison.Ordinal)).ToList();
    if (faults.Count == 0)
        throw new UsageException($"No fault has '{line.Find("only")}' in its name.");
    var plan = new FaultPlan(
        line.Number("rounds", faults.Count, 1, 10_000), line.Number("seed", 1, 0, int.MaxValue),
        line.Number("rate", 150, 1, 2_000), line.Has("cluster"), line.Has("quick") ? FaultTimes.Quick : FaultTimes.Usual,
        faults);
    return await new FaultRun(plan, ServerProgram.Find(line.Find("server")), clock).RunAsync(stop.Token);
}

async Task<(PbFile File, IReadOnlyList<PbBallot> Ballots)> LoadAsync(string path, CommandLine line)
{
    var file = await PbFile.LoadAsync(path, stop.Token);
    return (file, [.. file.Ballots.Take(line.Number("limit", int.MaxValue, 1, int.MaxValue))]);
}

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}
