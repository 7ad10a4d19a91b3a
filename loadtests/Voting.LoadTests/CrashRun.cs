using System.Security.Cryptography;

namespace Voting.LoadTests;

/// <summary>
/// A replay against a server of our own that is killed in the middle, again and again, without warning. Nothing that was
/// acknowledged may be lost, nothing counted twice, and no size of the log ever signed with two roots.
/// </summary>
public sealed class CrashRun(ServerProgram program, int kills, TimeProvider clock)
{
    public async Task<bool> RunAsync(PbFile file, IReadOnlyList<PbBallot> ballots, string slug, int inFlight, CancellationToken cancel)
    {
        var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        await using var server = await ChildServer.StartAsync(program, password, new Dictionary<string, string>(), clock, cancel);
        Console.WriteLine($"server     {server.Address}, data in {server.DataDirectory}");

        var plan = new ReplayPlan(file, ballots, [server.Address], password, slug, inFlight, RepeatEvery: 1);
        var measurements = new Measurements(clock);
        var replay = new Replay(plan, measurements, clock);
        await replay.OpenContestAsync(cancel);

        var watch = new CheckpointWatch(server.Address, slug, clock);
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var watched = watch.RunAsync(watching.Token);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var killing = KillAsync(server, measurements, ballots.Count, over.Token);
        var casting = replay.CastAsync(over.Token);
        // Where one can not go on, the other has nothing left to do.
        if (!(await Task.WhenAny(killing, casting)).IsCompletedSuccessfully)
            await over.CancelAsync();
        await Task.WhenAll(killing, casting);

        await watching.CancelAsync();
        await watched;
        var isEqual = await replay.CheckAsync(cancel) & await watch.CheckAsync(cancel);
        await server.KillAsync();
        if (isEqual)
            Directory.Delete(server.DataDirectory, recursive: true);
        else
            Console.WriteLine($"data       kept in {server.DataDirectory}");
        return isEqual;
    }

    /// <returns>At which shares of the ballots to kill: one in each stretch, scattered by the golden ratio, always the same.</returns>
    public static IReadOnlyList<double> Moments(int kills) =>
        [.. Enumerable.Range(0, kills).Select(i => 0.05 + 0.85 * (i + (i + 1) * 0.618034 % 1) / kills)];

    private async Task KillAsync(ChildServer server, Measurements measurements, int ballots, CancellationToken cancel)
    {
        foreach (var moment in Moments(kills))
        {
            while (measurements.Acknowledged < moment * ballots && measurements.Acknowledged + measurements.Failed < ballots)
                await Task.Delay(TimeSpan.FromMilliseconds(5), clock, cancel);
            var acknowledged = measurements.Acknowledged;
            var began = clock.GetTimestamp();
            await server.KillAsync();
            await server.StartAsync(cancel);
            Console.WriteLine(
                $"  killed after {acknowledged} answers, ready again after {clock.GetElapsedTime(began).TotalSeconds:F1} s");
        }
    }
}
