using System.Security.Cryptography;
using Voting.Rules.Log;

namespace Voting.LoadTests;

/// <param name="InFlight">Ballots on their way at the same time, at most.</param>
/// <param name="RepeatEvery">Of the acknowledged ballots, the share that is asked again at the end: 1 is all of them.</param>
public sealed record ReplayPlan(
    PbFile File, IReadOnlyList<PbBallot> Ballots, IReadOnlyList<Uri> Servers, string Password, string Slug, int InFlight,
    int RepeatEvery);

/// <summary>A whole replay, top to bottom: a contest of the file's projects, every ballot by its own voter, and the count.</summary>
public sealed class Replay(ReplayPlan plan, Measurements measurements, TimeProvider clock)
{
    private const int ReceiptEvery = 100;

    private readonly string _run = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
    private readonly BallotEnd?[] _ends = new BallotEnd?[plan.Ballots.Count];
    private int _receipts;

    public Task OpenContestAsync(CancellationToken cancel) =>
        TrialContest.Of(plan.File, plan.Slug).OpenAsync(plan.Servers[0], plan.Password, clock, cancel);

    /// <summary>Casts every ballot and prints how it went.</summary>
    public async Task CastAsync(CancellationToken cancel)
    {
        using var log = new PublicLog(plan.Servers[0], plan.Slug);
        var keys = await log.ReadKeysAsync(cancel);
        using var voters = new Voters(plan.Servers, plan.Slug, plan.InFlight, measurements, clock);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        measurements.Start();
        var progress = measurements.WriteProgressAsync(plan.Ballots.Count, over.Token);
        var width = new ParallelOptions { MaxDegreeOfParallelism = plan.InFlight, CancellationToken = cancel };
        await Parallel.ForAsync(0, plan.Ballots.Count, width, async (i, _) =>
        {
            var ballot = plan.Ballots[i];
            var key = Voters.KeyFor(_run, ballot.Voter);
            _ends[i] = await voters.CastAsync(
                new BallotToCast(key, ballot.Choices), answer => Look(answer, i, key, keys), cancel);
            measurements.Count(_ends[i]!);
        });
        measurements.Stop();
        await over.CancelAsync();
        await progress;
        Console.WriteLine(measurements.Summary(_ends));
    }

    /// <returns>Whether every count is equal and every check holds.</returns>
    public async Task<bool> CheckAsync(CancellationToken cancel)
    {
        Console.WriteLine($"receipts   {_receipts} verified: leaf hash, this ballot's leaf, inclusion, signature");
        return await new AfterCheck(plan, _ends, measurements, clock).RunAsync(cancel);
    }

    private string? Look(BallotAnswer answer, int index, string key, IReadOnlyList<VerifierKey> keys)
    {
        var choices = plan.Ballots[index].Choices;
        if (answer.CheckChoices(choices) is { } wrong)
            return wrong;
        if (index % ReceiptEvery != 0)
            return null;
        if (answer.CheckReceipt(key, choices, keys) is { } unproven)
            return unproven;
        Interlocked.Increment(ref _receipts);
        return null;
    }
}
