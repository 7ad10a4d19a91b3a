using System.Diagnostics;
using System.Net;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Servers;

/// <summary>PostgreSQL is gone, or stands still, while people vote.</summary>
[Collection(OwnEngines.Collection)]
public sealed class PostgresAwayTests(OwnEngines engines)
{
    // Far from how long it takes, and far from a request that hangs.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(4);

    [SkippableTheory]
    [InlineData("killed")]
    [InlineData("suspended")]
    public async Task Voters_hear_busy_soon_then_at_once_and_it_goes_on_by_itself(string how)
    {
        var (onA, onB) = await engines.OpenAsync();
        var voter = await engines.NewVoterAsync(onA);
        var key = Voter.NewKey();
        var first = (await voter.OnA.CastUntilHeardAsync([1, 2], key)).Is(HttpStatusCode.Created);
        var board = await onA.VotesAsync();
        var open = Voter.NewKey();
        await LeaveAsync(how);
        try
        {
            await HearBusyAsync(onA, onB, voter, key, Soon);
            (await voter.OnB.CastAsync([7], open)).Is(HttpStatusCode.ServiceUnavailable, "busy");
            await HearBusyAsync(onA, onB, voter, key, AtOnce);
            foreach (var contest in new[] { onA, onB })
            {
                Assert.Equal(board, await contest.VotesAsync());
                Assert.Equal(HttpStatusCode.ServiceUnavailable, (await contest.GetAsync("/health/ready")).Status);
            }

            if (how == "killed")
                await NothingIsABareFaultAsync(onA);
        }
        finally
        {
            await ReturnAsync(how);
        }

        await engines.ReadyAsync();
        Assert.Equal(first.Text, (await voter.OnB.CastUntilHeardAsync([1, 2], key)).Text);
        (await voter.OnA.CastUntilHeardAsync([7], open)).Is(HttpStatusCode.Created);
        (await onA.NewVoter().CastUntilHeardAsync(3)).Is(HttpStatusCode.Created);
        (await onB.NewVoter().CastUntilHeardAsync(3)).Is(HttpStatusCode.Created);
        await engines.CheckAsync(onA);
    }

    [SkippableFact]
    public async Task A_server_to_which_nobody_came_notices_too()
    {
        await engines.OpenAsync();
        await engines.Postgres.KillAsync();
        try
        {
            var http = engines.B.NewClient();
            var began = Stopwatch.GetTimestamp();
            while ((await http.GetAsync("/health/ready")).IsSuccessStatusCode)
            {
                Assert.True(Stopwatch.GetElapsedTime(began) < Soon, "Ready without a ledger.");
                await Task.Delay(50);
            }
        }
        finally
        {
            await engines.Postgres.StartAgainAsync();
        }

        await engines.ReadyAsync();
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
            for (var entry = 1; entry <= 10; entry++)
            {
                (await voter.CastUntilHeardAsync(entry)).Is(HttpStatusCode.Created);
                await Task.Delay(40);
            }
        })).ToList();
        await Task.Delay(200);
        await LeaveAsync(how);
        await Task.Delay(how == "killed" ? 300 : 3000);
        await ReturnAsync(how);

        await Task.WhenAll(voters);
        Assert.Equal(160, (await engines.CheckAsync(onA)).Ballots.Count);
    }

    private static async Task HearBusyAsync(
        ContestUnderTest onA, ContestUnderTest onB, (Voter OnA, Voter OnB) known, string recorded, TimeSpan longest)
    {
        var began = Stopwatch.GetTimestamp();
        var fresh = Enumerable.Range(0, 10).Select(i => Task.Run(() => (i % 2 == 0 ? onA : onB).NewVoter().CastAsync(1)));
        // What is recorded can not be read either.
        var repeats = new[] { known.OnA, known.OnB }.Select(voter => Task.Run(() => voter.CastAsync([1, 2], recorded)));
        foreach (var answer in await Task.WhenAll(fresh.Concat(repeats)))
        {
            answer.Is(HttpStatusCode.ServiceUnavailable, "busy");
            Assert.InRange(answer.RetryAfterSeconds!.Value, 1, 30);
        }

        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, longest);
    }

    private static async Task NothingIsABareFaultAsync(ContestUnderTest contest)
    {
        (await contest.GetAsync($"/c/{contest.Slug}")).Is(HttpStatusCode.OK);
        (await contest.GetAsync($"/api/contests/{contest.Slug}/entries")).Is(HttpStatusCode.OK);
        string[] pages = ["/", "/e/1", "/board", "/screen", "/rules", "/verify"];
        string[] calls = ["checkpoint", "proof?index=0", "tile/0/000.p/1", "tile/entries/000.p/1", "vkey", "rules.json"];
        foreach (var url in pages.Select(page => page == "/" ? "/" : $"/c/{contest.Slug}{page}")
            .Concat(calls.Select(call => $"/log/{contest.Slug}/{call}"))
            .Concat(["/organizer", "/api/contests", $"/api/contests/{contest.Slug}/voter"]))
        {
            var answer = await contest.GetAsync(url);
            Assert.True(answer.Status is HttpStatusCode.OK or HttpStatusCode.Found or HttpStatusCode.ServiceUnavailable, $"{url}: {(int)answer.Status} {answer.Text}");
            Assert.True(answer.Status != HttpStatusCode.ServiceUnavailable || answer.Code == "busy" || answer.ContentType == "text/html", url);
            Assert.NotEmpty(answer.Bytes);
        }

        var act = await contest.MoveAsync("reviewing");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, act.Status);
    }

    private async Task LeaveAsync(string how)
    {
        if (how == "killed")
            await engines.Postgres.KillAsync();
        else
            engines.Postgres.Suspend();
    }

    private async Task ReturnAsync(string how)
    {
        if (how == "killed")
            await engines.Postgres.StartAgainAsync();
        else
            engines.Postgres.Resume();
    }
}
