using System.Net;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Voting.Server.Ledger;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Ledger;

/// <summary>Commits that fail, commits that succeed and nobody hears of it, and a ledger that somebody else holds.</summary>
public abstract class LedgerFaultContract(VotingApp app)
{
    private const string HoldHeads = "BEGIN; SELECT * FROM log_heads FOR UPDATE";

    protected VotingApp App { get; } = app.OnItsEngines();

    private LedgerConnection Connection => App.Services.GetRequiredService<LedgerConnection>();

    [SkippableTheory]
    [InlineData("BeforeCommit")]
    [InlineData("AfterCommit")]
    public async Task A_voter_whose_commit_failed_hears_busy_and_the_repeat_decides(string moment)
    {
        var contest = await App.OpenContestAsync();
        var voter = contest.NewVoter();
        var key = Voter.NewKey();
        FailOnce(moment);

        var busy = (await voter.CastAsync([1, 2], key)).Is(HttpStatusCode.ServiceUnavailable, "busy");
        Assert.True(busy.RetryAfterSeconds >= 1);
        await ResumeAsync();

        var repeat = (await voter.CastAsync([1, 2], key)).Is(HttpStatusCode.Created);
        Assert.Equal(8, repeat["remaining"].GetInt32());
        Assert.Equal(repeat.Bytes, (await voter.CastAsync([1, 2], key)).Bytes);
        Assert.Single((await contest.CheckLedgerAsync()).Ballots);
    }

    [SkippableFact]
    public async Task Under_many_faults_and_many_voters_every_ballot_is_recorded_once()
    {
        var contests = new[] { await App.OpenContestAsync(), await App.OpenContestAsync() };
        var commits = 0;
        Connection.Fault = moment => Interlocked.Increment(ref commits) % 7 == 0
            ? throw new IOException($"disk fault at {moment}")
            : Task.CompletedTask;
        try
        {
            await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(async () =>
            {
                var voter = contests[i % 2].NewVoter();
                for (var entry = 1; entry <= 5; entry++)
                {
                    var key = Voter.NewKey();
                    var answer = await UntilRecordedAsync(voter, [entry], key);
                    Assert.Equal(answer.Bytes, (await UntilRecordedAsync(voter, [entry], key)).Bytes);
                }
            })));
        }
        finally
        {
            Connection.Fault = _ => Task.CompletedTask;
        }

        await ResumeAsync();
        Assert.True(commits > 7);
        foreach (var contest in contests)
            Assert.Equal(100, (await contest.CheckLedgerAsync()).Ballots.Count);
        await App.RestartAsync();
        foreach (var contest in contests)
            Assert.Equal(100, (await contest.CheckLedgerAsync()).Ballots.Count);
    }

    [SkippableTheory]
    [InlineData("BeforeCommit")]
    [InlineData("AfterCommit")]
    public async Task An_act_whose_commit_failed_can_be_asked_for_again(string moment)
    {
        var contest = await App.ExhibitContestAsync();
        FailOnce(moment);
        var unknown = await contest.MoveAsync("voting");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, unknown.Status);
        Assert.True(unknown.Headers.Contains("Content-Security-Policy"));
        await ResumeAsync();

        (await contest.MoveAsync("voting")).Is(HttpStatusCode.NoContent);
        (await contest.NewVoter().CastAsync(1)).Is(HttpStatusCode.Created);
        Assert.Single((await contest.CheckLedgerAsync()).LeafTypes, type => type == "open");
    }

    [SkippableTheory]
    [InlineData("BeforeCommit")]
    [InlineData("AfterCommit")]
    public async Task A_closing_whose_commit_failed_can_be_asked_for_again(string moment)
    {
        var contest = await App.OpenContestAsync();
        await contest.NewVoter().CastAsync(1);
        FailOnce(moment);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await contest.MoveAsync("reviewing")).Status);
        await ResumeAsync();

        (await contest.MoveAsync("reviewing")).Is(HttpStatusCode.NoContent);
        (await contest.NewVoter().CastAsync(1)).Is(HttpStatusCode.Conflict, "voting-closed");
        Assert.Single((await contest.CheckLedgerAsync()).LeafTypes, type => type == "close");
    }

    [SkippableFact]
    public async Task While_somebody_else_holds_the_ledger_voters_hear_busy_and_then_it_goes_on_by_itself()
    {
        var contest = await App.OpenContestAsync();
        var voter = contest.NewVoter();
        var key = Voter.NewKey();
        await using (var other = App.OpenDatabase())
        {
            await other.ExecuteAsync(App.Backend == Backend.Embedded ? "BEGIN IMMEDIATE" : HoldHeads);
            (await voter.CastAsync([5], key)).Is(HttpStatusCode.ServiceUnavailable, "busy");
            await other.ExecuteAsync("ROLLBACK");
        }

        await ResumeAsync();
        (await voter.CastAsync([5], key)).Is(HttpStatusCode.Created);
        Assert.Single((await contest.CheckLedgerAsync()).Ballots);
    }

    protected void FailOnce(string moment)
    {
        var failing = Enum.Parse<LedgerConnection.CommitMoment>(moment);
        Connection.Fault = at =>
        {
            if (at != failing)
                return Task.CompletedTask;
            Connection.Fault = _ => Task.CompletedTask;
            throw new IOException("disk fault");
        };
    }

    protected async Task ResumeAsync()
    {
        using var http = App.NewClient();
        for (var tries = 0; (await http.GetAsync("/health/ready")).StatusCode != HttpStatusCode.OK; tries++)
        {
            Assert.True(tries < 200, "The server did not resume.");
            await Task.Delay(50);
        }
    }

    private static async Task<Answer> UntilRecordedAsync(Voter voter, int[] entries, string key)
    {
        Answer answer;
        do
            answer = await voter.CastAsync(entries, key);
        while (answer.Code == "busy");
        return answer.Is(HttpStatusCode.Created);
    }
}

public sealed class ServerLedgerFaultTests(ServerApp app) : LedgerFaultContract(app), IClassFixture<ServerApp>;

public sealed class ClusterLedgerFaultTests(ClusterApp app) : LedgerFaultContract(app), IClassFixture<ClusterApp>;
