using System.Security.Cryptography;

namespace Voting.LoadTests;

/// <param name="InFlight">Ballots on their way at the same time, at most.</param>
/// <param name="RepeatEvery">Of the acknowledged ballots, the share that is asked again at the end: 1 is all of them.</param>
public sealed record ReplayPlan(
    PbFile File, IReadOnlyList<PbBallot> Ballots, IReadOnlyList<Uri> Servers, string Password, string Slug, int InFlight,
    int RepeatEvery);

/// <summary>A whole replay, top to bottom: a contest of the file's projects, every ballot by its own voter, and the count.</summary>
public sealed class Replay(ReplayPlan plan, Measurements measurements, TimeProvider clock)
{
    private readonly string _run = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
    private readonly BallotEnd?[] _ends = new BallotEnd?[plan.Ballots.Count];
    private readonly byte[]?[] _answers = new byte[]?[plan.Ballots.Count];

    public Task OpenContestAsync(CancellationToken cancel) =>
        TrialContest.Of(plan.File, plan.Slug).OpenAsync(plan.Servers, plan.Password, clock, cancel);

    /// <summary>Casts every ballot and prints how it went.</summary>
    public async Task CastAsync(CancellationToken cancel)
    {
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
                new BallotToCast(key, ballot.Choices), answer => Look(answer, i), cancel);
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
        var unproven = await VerifyReceiptsAsync(cancel);
        return await new AfterCheck(plan, _ends, measurements, clock).RunAsync(unproven, cancel);
    }

    private string? Look(BallotAnswer answer, int index)
    {
        _answers[index] = answer.Bytes;
        return answer.CheckChoices(plan.Ballots[index].Choices);
    }

    /// <summary>After the casting, not to be part of its time.</summary>
    private async Task<IReadOnlyList<string>> VerifyReceiptsAsync(CancellationToken cancel)
    {
        using var log = new PublicLog(plan.Servers[0], plan.Slug);
        var keys = await log.ReadKeysAsync(cancel);
        var wrong = new string?[_answers.Length];
        Parallel.For(0, _answers.Length, i =>
        {
            if (_answers[i] is { } answer)
                wrong[i] = BallotAnswer.TryRead(answer)!.CheckReceipt(
                    Voters.KeyFor(_run, plan.Ballots[i].Voter), plan.Ballots[i].Choices, keys);
        });
        var verified = _answers.Count(answer => answer is not null) - wrong.Count(one => one is not null);
        Console.WriteLine($"receipts   {verified} verified: leaf hash, this ballot's leaf, inclusion, signature");
        return [.. wrong.OfType<string>()];
    }
}
