using Voting.Rules.Log;

namespace Voting.LoadTests.Faults;

/// <param name="Rate">New voters a second; a voter casts one to six ballots.</param>
/// <param name="Faults">In turn, from the first one on.</param>
public sealed record FaultPlan(
    int Rounds, int Seed, int Rate, bool IsCluster, FaultTimes Times, IReadOnlyList<Fault> Faults);

/// <summary>
/// Rounds of load on two servers, a fault in the middle of each, and a look at everything after it. Ends at the first
/// violation and leaves everything where it is.
/// </summary>
public sealed class FaultRun(FaultPlan plan, ServerProgram program, TimeProvider clock)
{
    private const string Slug = "faults";
    private const int OlderInSample = 200;

    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);

    private readonly List<AcknowledgedBallot> _older = [];
    private readonly List<RoundFigures> _figures = [];
    private int _nextVoter;

    /// <returns>Whether nothing was violated.</returns>
    public async Task<bool> RunAsync(CancellationToken cancel)
    {
        var site = await Site.StartAsync(program, servers: 2, plan.IsCluster, clock, cancel);
        var isKept = true;
        try
        {
            var violations = await RunRoundsAsync(site, cancel);
            foreach (var violation in violations.Take(50))
                Console.WriteLine($"VIOLATION  {violation}");
            if (violations.Count > 50)
                Console.WriteLine($"VIOLATION  … and {violations.Count - 50} more");
            foreach (var line in RoundFigures.Summary(_figures))
                Console.WriteLine(line);
            Console.WriteLine($"result     {_figures.Count} of {plan.Rounds} rounds hold, {_older.Count} ballots acknowledged, seed {plan.Seed}");
            isKept = violations.Count > 0;
            return !isKept;
        }
        finally
        {
            if (isKept)
                await site.KeepAsync();
            else
                await site.DisposeAsync();
        }
    }

    private async Task<IReadOnlyList<string>> RunRoundsAsync(Site site, CancellationToken cancel)
    {
        var contest = NewContest();
        await contest.OpenAsync(site.Addresses, site.Password, clock, cancel);
        using var log = new PublicLog(site.Addresses[0], Slug);
        var keys = await log.ReadKeysAsync(cancel);
        var recount = new Recount(contest.Ballot, TimeZoneInfo.FindSystemTimeZoneById(contest.TimeZone));
        var check = new RoundCheck(site.Addresses, Slug, recount, keys, clock);
        using var copies = new AofCopies();
        Console.WriteLine(
            $"faults     {plan.Rounds} rounds, seed {plan.Seed}, {site.Servers.Count} servers at {string.Join(" and ", site.Addresses)}, "
            + $"{site.Redis.Count} Redis, {plan.Rate} voters/s");

        for (var number = 1; number <= plan.Rounds; number++)
        {
            var fault = plan.Faults[(number - 1) % plan.Faults.Count];
            // Whatever the violation is, nobody goes on voting.
            using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            var violations = await RunRoundAsync(number, fault, site, check, recount, keys, copies, over.Token);
            await over.CancelAsync();
            if (violations.Count > 0)
                return [.. violations.Select(violation => $"round {number}, {fault.Name}: {violation}")];
        }
        return [];
    }

    private async Task<IReadOnlyList<string>> RunRoundAsync(
        int number, Fault fault, Site site, RoundCheck check, Recount recount, IReadOnlyList<VerifierKey> keys, AofCopies copies,
        CancellationToken cancel)
    {
        var began = clock.GetTimestamp();
        var measurements = new Measurements(clock);
        var round = new Round(clock);
        var chance = new Chance($"{plan.Seed}/round/{number}");
        using var voters = new Voters(site.Addresses, Slug, FaultLoad.MostVisitors, measurements, clock, AnswerWithin);
        var load = new FaultLoad($"{plan.Seed}", _nextVoter, plan.Rate, _older, voters, round, keys, clock);
        var stage = new FaultStage(site, round, measurements, chance, plan.Times, copies, clock);
        try
        {
            load.Start(cancel);
            await stage.PauseAsync(plan.Times.Lead, cancel);
            await fault.StrikeAsync(stage, cancel);
            await stage.RecordedAgainAsync(cancel);
            await stage.PauseAsync(plan.Times.After, cancel);
            await load.QuiesceAsync(FaultStage.Patience, cancel);
            foreach (var server in site.Servers)
                await server.ReadyAsync(FaultStage.Patience, cancel);
        }
        catch (Exception e) when (e is TimeoutException or InvalidOperationException)
        {
            // Somebody is still trying, so nothing is asked again; what was acknowledged has to be there all the same.
            return [e.Message, .. round.Violations, .. await check.LookAsync([.. round.Acknowledged], cancel)];
        }
        _nextVoter = load.NextVoter;

        var acknowledged = round.Acknowledged.ToList();
        var violations = await check.RunAsync([.. acknowledged, .. Sample(chance)], voters, cancel);
        _older.AddRange(acknowledged);
        if (round.Violations.Count + violations.Count > 0)
            return [.. round.Violations, .. violations];
        var figures = new RoundFigures(
            fault.Name, round.Again!.Value, acknowledged.Count, round.Slowest, measurements.Busy, measurements.LongestBusy, recount.Size,
            clock.GetElapsedTime(began));
        _figures.Add(figures);
        Console.WriteLine(figures.Line(number));
        return [];
    }

    /// <summary>Of earlier rounds.</summary>
    private IEnumerable<AcknowledgedBallot> Sample(Chance chance) =>
        _older.Count == 0 ? [] : Enumerable.Range(0, OlderInSample).Select(_ => _older[chance.Below(_older.Count)]).Distinct();

    /// <summary>Quotas are for a day, in a zone where midnight is far away: it would change what a voter may do in mid-visit.</summary>
    private TrialContest NewContest() => new(
        Slug, "Faults", clock.GetUtcNow().Hour < 12 ? "Etc/GMT-1" : "Etc/GMT+11", FaultVoter.Policy,
        [.. Enumerable.Range(1, FaultVoter.Entries).Select(number => new PbProject(number, $"{number}", $"Entry {number}", null))]);
}
