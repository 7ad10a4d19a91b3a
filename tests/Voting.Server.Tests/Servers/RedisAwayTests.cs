using System.Diagnostics;
using System.Net;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Servers;

/// <summary>Redis is gone, or stands still, while people vote.</summary>
[Collection(OwnEngines.Collection)]
public sealed class RedisAwayTests(OwnEngines engines)
{
    // Far from how long it takes, and far from a request that hangs.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(4);

    [SkippableTheory]
    [InlineData("killed")]
    [InlineData("suspended")]
    public async Task Voters_hear_busy_soon_then_at_once_and_everything_that_is_no_ballot_goes_on(string how)
    {
        var (onA, onB) = await engines.OpenAsync();
        var voter = await engines.NewVoterAsync(onA);
        var key = Voter.NewKey();
        var first = (await voter.OnA.CastUntilHeardAsync([1, 2], key)).Is(HttpStatusCode.Created);
        var board = await onA.VotesAsync();
        Assert.Equal(board, await onB.VotesAsync());
        await LeaveAsync(how);
        try
        {
            await HearBusyAsync(onA, onB, Soon);
            await HearBusyAsync(onA, onB, AtOnce);
            foreach (var contest in new[] { onA, onB })
            {
                Assert.Equal(board, await contest.VotesAsync());
                Assert.Equal(HttpStatusCode.ServiceUnavailable, (await contest.GetAsync("/health/ready")).Status);
                foreach (var page in new[] { "", "/e/1", "/board", "/screen", "/rules", "/verify" })
                    (await contest.GetAsync($"/c/{contest.Slug}{page}")).Is(HttpStatusCode.OK);
            }

            Assert.Equal(8, await voter.OnA.RemainingAsync());
            Assert.Equal(8, await voter.OnB.RemainingAsync());
        }
        finally
        {
            await ReturnAsync(how);
        }

        await engines.ReadyAsync();
        Assert.Equal(first.Text, (await voter.OnB.CastUntilHeardAsync([1, 2], key)).Text);
        (await voter.OnB.CastUntilHeardAsync(3)).Is(HttpStatusCode.Created);
        (await onB.NewVoter().CastUntilHeardAsync(3)).Is(HttpStatusCode.Created);
        await engines.CheckAsync(onA);
    }

    [SkippableTheory]
    [InlineData("killed")]
    [InlineData("suspended")]
    public async Task Ballots_that_are_repeated_until_heard_are_each_recorded_once(string how)
    {
        var (onA, onB) = await engines.OpenAsync();
        var voters = Enumerable.Range(0, 16).Select(i => Task.Run(async () =>
        {
            var voter = (i % 2 == 0 ? onA : onB).NewVoter();
            var recorded = new List<(string Key, int Entry, Answer Answer)>();
            for (var entry = 1; entry <= 10; entry++)
            {
                var key = Voter.NewKey();
                recorded.Add((key, entry, (await voter.CastUntilHeardAsync([entry], key)).Is(HttpStatusCode.Created)));
                await Task.Delay(40);
            }

            foreach (var (key, entry, answer) in recorded)
                Assert.Equal(answer.Text, (await voter.CastUntilHeardAsync([entry], key)).Text);
        })).ToList();
        await Task.Delay(200);
        await LeaveAsync(how);
        await Task.Delay(how == "killed" ? 300 : 2000);
        await ReturnAsync(how);

        await Task.WhenAll(voters);
        Assert.Equal(160, (await engines.CheckAsync(onA)).Ballots.Count);
    }

    private static async Task HearBusyAsync(ContestUnderTest onA, ContestUnderTest onB, TimeSpan longest)
    {
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Task.Run(async () =>
        {
            var answer = await (i % 2 == 0 ? onA : onB).NewVoter().CastAsync(1);
            answer.Is(HttpStatusCode.ServiceUnavailable, "busy");
            Assert.InRange(answer.RetryAfterSeconds!.Value, 1, 30);
        })));
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, longest);
    }

    private async Task LeaveAsync(string how)
    {
        if (how == "killed")
            await engines.Redis.KillAsync();
        else
            engines.Redis.Suspend();
    }

    private async Task ReturnAsync(string how)
    {
        if (how == "killed")
            await engines.Redis.StartAgainAsync();
        else
            engines.Redis.Resume();
    }
}
