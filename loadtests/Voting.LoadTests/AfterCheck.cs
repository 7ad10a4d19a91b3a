namespace Voting.LoadTests;

/// <summary>After the last ballot: does the board say what the file says, and does a repeated key get the same bytes?</summary>
public sealed class AfterCheck(ReplayPlan plan, IReadOnlyList<BallotEnd?> ends, Measurements measurements, TimeProvider clock)
{
    /// <summary>A board that is behind may take this long to show the last ballots.</summary>
    private static readonly TimeSpan BoardPatience = TimeSpan.FromSeconds(10);

    private bool IsWholeFile => plan.Ballots.Count == plan.File.Ballots.Count;

    /// <param name="found">What is wrong already.</param>
    public async Task<bool> RunAsync(IReadOnlyList<string> found, CancellationToken cancel)
    {
        var differences = found.ToList();
        differences.AddRange(Failures());
        differences.AddRange(RepeatedIndexes());

        var expected = CountDifferences.AddUp(plan.Ballots);
        foreach (var server in plan.Servers)
            differences.AddRange(Compare(await WaitForBoardAsync(server, expected, cancel), expected));
        differences.AddRange(await RecountAsync(expected, cancel));

        differences.AddRange(await RepeatAsync(cancel));
        foreach (var difference in differences.Take(50))
            Console.WriteLine($"DIFFERENT  {difference}");
        if (differences.Count > 50)
            Console.WriteLine($"DIFFERENT  … and {differences.Count - 50} more");
        Console.WriteLine(differences.Count == 0 ? "result     everything is equal" : $"result     {differences.Count} differences");
        return differences.Count == 0;
    }

    private List<string> Compare(Dictionary<int, long> shown, Dictionary<int, long> expected)
    {
        var differences = CountDifferences.Of(plan.File.Projects, shown, "the ballots", expected).ToList();
        if (IsWholeFile && plan.File.Projects.All(project => project.Votes is not null))
        {
            var published = plan.File.Projects.ToDictionary(project => project.Number, project => project.Votes!.Value);
            differences.AddRange(CountDifferences.Of(plan.File.Projects, shown, "the published result", published));
        }
        Console.WriteLine($"counts     {plan.File.Projects.Count} entries, {shown.Values.Sum()} votes on the board");
        return differences;
    }

    /// <summary>Everything once more, from the public log alone.</summary>
    private async Task<IReadOnlyList<string>> RecountAsync(Dictionary<int, long> expected, CancellationToken cancel)
    {
        using var log = new PublicLog(plan.Servers[^1], plan.Slug);
        var checkpoint = await log.ReadCheckpointAsync(await log.ReadKeysAsync(cancel), cancel);
        var recount = new Recount(TrialContest.Of(plan.File, plan.Slug).Ballot, TimeZoneInfo.Utc);
        foreach (var leaf in await log.ReadLeavesAsync(checkpoint.Size, cancel))
            recount.Append(leaf);
        Console.WriteLine($"log        {recount.Size} leaves, {recount.Ballots} ballots, counted again from the public log");
        var differences = recount.Violations.Concat(recount.Gaps()).ToList();
        differences.AddRange(
            CountDifferences.Of(plan.File.Projects, recount.Votes.WithZeros(plan.File.Projects), "the ballots", expected)
                .Select(difference => $"in the log: {difference}"));
        if (!recount.RootAt(recount.Size).AsSpan().SequenceEqual(checkpoint.Root))
            differences.Add($"the leaves have another root than the checkpoint of size {checkpoint.Size}");
        return differences;
    }

    private IEnumerable<string> Failures() => ends
        .Select(end => end is BallotEnd.Acknowledged ? null : (end as BallotEnd.Failed)?.Reason ?? "never sent")
        .OfType<string>()
        .GroupBy(reason => reason)
        .Select(same => $"{same.Count()} ballots failed: {same.Key}");

    private IEnumerable<string> RepeatedIndexes() => ends.OfType<BallotEnd.Acknowledged>()
        .GroupBy(end => end.LogIndex)
        .Where(same => same.Count() > 1)
        .Select(same => $"log index {same.Key} was given to {same.Count()} ballots");

    private async Task<Dictionary<int, long>> WaitForBoardAsync(
        Uri server, Dictionary<int, long> expected, CancellationToken cancel)
    {
        var began = clock.GetTimestamp();
        using var http = new HttpClient();
        while (true)
        {
            var shown = await Board.ReadAsync(http, server, plan.Slug, cancel);
            if (!CountDifferences.Of(plan.File.Projects, shown, "", expected).Any() || clock.GetElapsedTime(began) > BoardPatience)
                return shown;
            await Task.Delay(TimeSpan.FromMilliseconds(250), clock, cancel);
        }
    }

    private async Task<IReadOnlyList<string>> RepeatAsync(CancellationToken cancel)
    {
        var asked = Enumerable.Range(0, ends.Count).Where(i => i % plan.RepeatEvery == 0 && ends[i] is BallotEnd.Acknowledged).ToList();
        var (differences, latencies) = (new string?[asked.Count], new TimeSpan[asked.Count]);
        var began = clock.GetTimestamp();
        using var voters = new Voters(plan.Servers, plan.Slug, plan.InFlight, measurements, clock);
        var width = new ParallelOptions { MaxDegreeOfParallelism = plan.InFlight, CancellationToken = cancel };
        await Parallel.ForAsync(0, asked.Count, width, async (n, _) =>
        {
            var (ballot, first) = (plan.Ballots[asked[n]], (BallotEnd.Acknowledged)ends[asked[n]]!);
            var end = await voters.CastAsync(new BallotToCast(first.Key, ballot.Choices), _ => null, cancel);
            latencies[n] = (end as BallotEnd.Acknowledged)?.Latency ?? TimeSpan.MaxValue;
            differences[n] = end switch
            {
                BallotEnd.Acknowledged again when again.AnswerHash.AsSpan().SequenceEqual(first.AnswerHash) => null,
                BallotEnd.Acknowledged again =>
                    $"voter {ballot.Voter}: the repeat has other bytes (log index {first.LogIndex}, then {again.LogIndex})",
                BallotEnd.Failed failed => $"voter {ballot.Voter}: the repeat was refused: {failed.Reason}",
                _ => "no end",
            };
        });
        var same = differences.Count(difference => difference is null);
        Console.WriteLine(
            $"repeats    {same} of {asked.Count} keys got the same bytes again, {asked.Count / clock.GetElapsedTime(began).TotalSeconds:F0}/s, "
            + $"the slowest after {latencies.Append(TimeSpan.Zero).Max().TotalSeconds:F1} s");
        return [.. differences.OfType<string>()];
    }
}
