using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Voting.LoadTests;
using Voting.Rules.Contests;

namespace Voting.Benchmarks;

/// <summary>
/// A box that lost everything is brought back by a server, from the ledger, while a voter keeps trying: how long until that
/// ballot is recorded, and what memory the voters take.
/// </summary>
public sealed class BoxBenchmark(int voters, int rounds, TimeProvider clock, TextWriter output)
{
    private const string Slug = "box-benchmark";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly BallotPolicy TenADay = new(BallotPolicy.Day, 10, 1, 1, 10);

    public async Task RunAsync(CancellationToken cancel)
    {
        await using var site = await Site.StartAsync(ServerProgram.Find(null), servers: 1, isCluster: false, clock, cancel);
        var projects = Enumerable.Range(1, BoxShape.Entries).Select(number => new PbProject(number, $"{number}", $"Entry {number}", null));
        await new TrialContest(Slug, "Benchmark", "UTC", TenADay, [.. projects]).OpenAsync(site.Addresses, site.Password, clock, cancel);
        foreach (var shape in BoxShape.All)
            await RunAsync(site, shape, cancel);
    }

    private async Task RunAsync(Site site, BoxShape shape, CancellationToken cancel)
    {
        Say($"{voters:N0} voters, {shape.Words}, cast today; rows made by SQL, which a refill can not tell from others");
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).DayNumber;
        await using (var ledger = new LedgerOfVoters(site.DatabaseConnectionString, Slug))
            await ledger.PutAsync(voters, shape, today, clock.GetUtcNow().ToUnixTimeMilliseconds());

        var (memory, times) = (new BoxMemory(site.Redis[0]), new CommandTimes(site.Redis[0]));
        for (var round = 1; round <= rounds; round++)
        {
            await site.Redis[0].FlushAllAsync();
            var read = await RefillFloor.ReadSecondsAsync(site.DatabaseConnectionString);
            var write = await RefillFloor.WriteSecondsAsync(site.Redis[0], voters, shape);
            var before = await memory.UsedAsync();
            var (redis, server) = (await times.ProcessorSecondsAsync(), site.Servers[0].ProcessorTime.TotalSeconds);
            var seconds = await BringBackAsync(site.Addresses[0], $"{Slug}-{shape.BallotsPerVoter}-{round}", cancel);
            (redis, server) = (await times.ProcessorSecondsAsync() - redis, site.Servers[0].ProcessorTime.TotalSeconds - server);
            Say($"round {round}: ready after {seconds:F1} s   floor: rows read in {read:F1} s, records written in {write:F1} s");
            Say($"  processor seconds: server {server:F1}, Redis {redis:F1}; the server's memory at most {site.Servers[0].PeakMegabytes:N0} MB");
            await SayMemoryAsync(memory, before, today);
        }
    }

    /// <summary>Until the ballot of a voter who comes after the loss is recorded.</summary>
    private static async Task<double> BringBackAsync(Uri server, string voter, CancellationToken cancel)
    {
        using var http = new HttpClient { BaseAddress = server };
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/contests/{Slug}/ballots")
            {
                Content = JsonContent.Create(new { entries = new[] { 1 } }),
                Headers = { { "Idempotency-Key", Voters.KeyFor(Slug, voter) } },
            };
            using var response = await http.SendAsync(request, cancel);
            var elapsed = Stopwatch.GetElapsedTime(began);
            if (response.StatusCode == HttpStatusCode.Created)
                return elapsed.TotalSeconds;
            if (response.StatusCode != HttpStatusCode.ServiceUnavailable || elapsed > Patience)
                throw new InvalidOperationException($"The ballot was not recorded after {elapsed}: {await response.Content.ReadAsStringAsync(cancel)}");
            await Task.Delay(20, cancel);
        }
    }

    private async Task SayMemoryAsync(BoxMemory memory, long before, int today)
    {
        var records = $"v:{{{Slug}:0}}:{today}";
        var after = await memory.UsedAsync();
        var count = await memory.FieldsAsync(records);
        if (count < voters)
            throw new InvalidOperationException($"The box has records of {count} voters only.");
        Say($"  Redis: {(double)(after - before) / voters:F1} bytes a voter; records {await memory.OfKeyAsync(records):N0}, "
            + $"filter {await memory.OfKeyAsync($"k:{{{Slug}:0}}"):N0}, tally {await memory.OfKeyAsync($"t:{{{Slug}:0}}"):N0} bytes");
    }

    private void Say(FormattableString line) => output.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private void Say(string line) => output.WriteLine(line);
}
