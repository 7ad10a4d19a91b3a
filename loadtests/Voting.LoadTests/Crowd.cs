using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;

namespace Voting.LoadTests;

/// <summary>
/// Simulated voters at a steady rate, for a board that moves: each votes once, some entries are much more popular than
/// others. These are votes in a real contest: only ever for one that is a trial.
/// </summary>
public sealed class Crowd(Uri server, string slug, TimeProvider clock)
{
    private const int MostInFlight = 256;

    private sealed record Choice(int Number, string Group, double Popularity);

    private sealed record BallotForm(int MinChoices, int MaxChoices, int PerGroup);

    /// <returns>Whether every ballot was acknowledged.</returns>
    public async Task<bool> RunAsync(double rate, TimeSpan duration, CancellationToken cancel)
    {
        var (choices, form) = await ReadContestAsync(cancel);
        var measurements = new Measurements(clock);
        using var voters = new Voters([server], slug, MostInFlight, measurements, clock);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var planned = (int)(rate * duration.TotalSeconds);
        measurements.Start();
        var began = clock.GetTimestamp();
        var progress = measurements.WriteProgressAsync(planned, over.Token);
        var run = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var width = new ParallelOptions { MaxDegreeOfParallelism = MostInFlight, CancellationToken = cancel };
        var ends = new BallotEnd?[planned];
        await Parallel.ForEachAsync(SteadilyAsync(planned, rate, began, duration), width, async (i, _) =>
        {
            var entries = Choose(choices, form);
            ends[i] = await voters.CastAsync(
                new BallotToCast(Voters.KeyFor(run, $"{i}"), entries), answer => answer.CheckChoices(entries), cancel);
            measurements.Count(ends[i]!);
        });
        measurements.Stop();
        await over.CancelAsync();
        await progress;
        Console.WriteLine(measurements.Summary(ends));
        foreach (var same in ends.OfType<BallotEnd.Failed>().GroupBy(failed => failed.Reason))
            Console.WriteLine($"failed     {same.Count()} times: {same.Key}");
        return measurements.Failed == 0;
    }

    /// <summary>The next voter whenever its time has come. Who would come after the end does not come.</summary>
    private async IAsyncEnumerable<int> SteadilyAsync(int planned, double rate, long began, TimeSpan duration)
    {
        for (var i = 0; i < planned; i++)
        {
            var early = TimeSpan.FromSeconds(i / rate) - clock.GetElapsedTime(began);
            if (early > TimeSpan.Zero)
                await Task.Delay(early, clock);
            if (clock.GetElapsedTime(began) > duration)
                yield break;
            yield return i;
        }
    }

    private async Task<(List<Choice> Choices, BallotForm Form)> ReadContestAsync(CancellationToken cancel)
    {
        using var http = new HttpClient { BaseAddress = server };
        var contest = await http.GetFromJsonAsync<JsonElement>($"/api/contests/{slug}", cancel);
        var rules = contest.GetProperty("rules").GetProperty("ballot");
        var most = rules.GetProperty("maxChoices").GetInt32();
        var form = new BallotForm(
            rules.GetProperty("minChoices").GetInt32(), most,
            rules.TryGetProperty("perGroup", out var perGroup) && perGroup.ValueKind == JsonValueKind.Number ? perGroup.GetInt32() : most);

        var choices = new List<Choice>();
        for (var page = 1; ; page++)
        {
            var answer = await http.GetFromJsonAsync<JsonElement>($"/api/contests/{slug}/entries?page={page}&pageSize=200", cancel);
            var items = answer.GetProperty("items").EnumerateArray().ToList();
            choices.AddRange(items.Select(item => Popular(item.GetProperty("number").GetInt32(), item.GetProperty("group").GetString()!)));
            if (items.Count == 0 || choices.Count >= answer.GetProperty("total").GetInt32())
                return (choices, form);
        }
    }

    /// <summary>Popularity falls as one over the place, places scattered over the numbers.</summary>
    private static Choice Popular(int number, string group) => new(number, group, 1.0 / (1 + number * 37 % 101));

    private static List<int> Choose(List<Choice> choices, BallotForm form)
    {
        var left = choices.ToList();
        var chosen = new List<Choice>();
        var count = RandomNumberGenerator.GetInt32(form.MinChoices, form.MaxChoices + 1);
        while (chosen.Count < count && left.Count > 0)
        {
            var at = RandomNumberGenerator.GetInt32(1_000_000) / 1_000_000.0 * left.Sum(choice => choice.Popularity);
            var next = left.FirstOrDefault(choice => (at -= choice.Popularity) < 0) ?? left[^1];
            chosen.Add(next);
            left.Remove(next);
            if (chosen.Count(choice => choice.Group == next.Group) >= form.PerGroup)
                left.RemoveAll(choice => choice.Group == next.Group);
        }
        return [.. chosen.Select(choice => choice.Number).Order()];
    }
}
