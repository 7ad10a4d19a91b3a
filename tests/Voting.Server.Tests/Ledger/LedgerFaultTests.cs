using System.Net;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using SQLitePCL;
using Voting.Server.Ballots;
using Voting.Server.Contests;
using Voting.Server.Ledger;
using Voting.Server.Storage;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Ledger;

/// <summary>Commits that fail, commits that succeed and nobody hears of it, and a database that somebody else holds.</summary>
public sealed class LedgerFaultTests(VotingApp app) : IClassFixture<VotingApp>
{
    private LedgerConnection Connection => app.Services.GetRequiredService<LedgerConnection>();

    [Theory]
    [InlineData("BeforeCommit", 0)]
    [InlineData("AfterCommit", 1)]
    public async Task A_voter_whose_commit_failed_hears_busy_and_the_repeat_decides(string moment, int stored)
    {
        var contest = await app.OpenContestAsync();
        var voter = contest.NewVoter();
        var key = Voter.NewKey();
        FailOnce(moment);

        var busy = (await voter.CastAsync([1, 2], key)).Is(HttpStatusCode.ServiceUnavailable, "busy");
        Assert.True(busy.RetryAfterSeconds >= 1);
        await ResumeAsync();

        Assert.Equal(stored, (await contest.CheckLedgerAsync()).Ballots.Count);
        var repeat = (await voter.CastAsync([1, 2], key)).Is(HttpStatusCode.Created);
        Assert.Equal(8, repeat["remaining"].GetInt32());
        Assert.Equal(repeat.Bytes, (await voter.CastAsync([1, 2], key)).Bytes);
        Assert.Single((await contest.CheckLedgerAsync()).Ballots);
    }

    [Theory]
    [InlineData("BeforeCommit")]
    [InlineData("AfterCommit")]
    public async Task A_ballot_lost_in_a_fault_gives_its_votes_back_and_a_stored_one_keeps_them(string moment)
    {
        var contest = await app.OpenContestAsync();
        var voter = contest.NewVoter();
        await voter.StandingAsync();
        FailOnce(moment);
        (await voter.CastAsync(1, 2, 3)).Is(HttpStatusCode.ServiceUnavailable, "busy");
        await ResumeAsync();

        Assert.Equal(moment == "BeforeCommit" ? 10 : 7, await voter.RemainingAsync());
        Assert.Equal(moment == "BeforeCommit" ? 0 : 3, (await contest.VotesAsync()).Count);
    }

    [Fact]
    public async Task Under_many_faults_and_many_voters_every_ballot_is_recorded_once()
    {
        var contests = new[] { await app.OpenContestAsync(), await app.OpenContestAsync() };
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
        await app.RestartAsync();
        foreach (var contest in contests)
            Assert.Equal(100, (await contest.CheckLedgerAsync()).Ballots.Count);
    }

    [Theory]
    [InlineData("BeforeCommit")]
    [InlineData("AfterCommit")]
    public async Task An_act_whose_commit_failed_can_be_asked_for_again(string moment)
    {
        var contest = await app.ExhibitContestAsync();
        FailOnce(moment);
        var unknown = await contest.MoveAsync("voting");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, unknown.Status);
        Assert.True(unknown.Headers.Contains("Content-Security-Policy"));
        await ResumeAsync();

        (await contest.MoveAsync("voting")).Is(HttpStatusCode.NoContent);
        (await contest.NewVoter().CastAsync(1)).Is(HttpStatusCode.Created);
        Assert.Single((await contest.CheckLedgerAsync()).LeafTypes, type => type == "open");
    }

    [Theory]
    [InlineData("BeforeCommit")]
    [InlineData("AfterCommit")]
    public async Task A_closing_whose_commit_failed_can_be_asked_for_again(string moment)
    {
        var contest = await app.OpenContestAsync();
        await contest.NewVoter().CastAsync(1);
        FailOnce(moment);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await contest.MoveAsync("reviewing")).Status);
        await ResumeAsync();

        (await contest.MoveAsync("reviewing")).Is(HttpStatusCode.NoContent);
        (await contest.NewVoter().CastAsync(1)).Is(HttpStatusCode.Conflict, "voting-closed");
        Assert.Single((await contest.CheckLedgerAsync()).LeafTypes, type => type == "close");
    }

    [Fact]
    public async Task While_somebody_else_holds_the_database_voters_hear_busy_and_then_it_goes_on_by_itself()
    {
        var contest = await app.OpenContestAsync();
        var voter = contest.NewVoter();
        var key = Voter.NewKey();
        await using (var other = app.OpenDatabase())
        {
            await other.ExecuteAsync("BEGIN IMMEDIATE");
            (await voter.CastAsync([5], key)).Is(HttpStatusCode.ServiceUnavailable, "busy");
            await other.ExecuteAsync("ROLLBACK");
        }

        await ResumeAsync();
        (await voter.CastAsync([5], key)).Is(HttpStatusCode.Created);
        Assert.Single((await contest.CheckLedgerAsync()).Ballots);
    }

    [Fact]
    public async Task Closing_while_the_box_is_stopped_does_not_wait_for_ballots_that_are_lost()
    {
        var contest = await app.OpenContestAsync();
        var found = app.Services.GetRequiredService<ContestDirectory>().Find(contest.Slug)!;
        var box = app.Services.GetRequiredService<IBallotBox>();
        var follower = app.Services.GetRequiredService<ILedgerFollower>();
        await box.AdmitAsync(new CastRequest(found, new byte[16], new byte[8], "device", [1], default));

        follower.Stop();
        await box.CloseAsync(found).WaitAsync(TimeSpan.FromSeconds(5));

        await follower.RefillAsync();
    }

    [Fact]
    public async Task A_connection_whose_transaction_a_full_disk_has_ended_is_closed_all_the_same()
    {
        var database = app.Services.GetRequiredService<Database>();
        var connection = (SqliteConnection)await database.OpenWriterAsync();
        await connection.BeginTransactionAsync();
        // What SQLite does when the disk is full: it ends the transaction, and the driver does not hear of it.
        raw.sqlite3_rollback_hook(connection.Handle, null, null);
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_exec(connection.Handle, "ROLLBACK"));
        var handle = connection.Handle!;
        await Assert.ThrowsAsync<SqliteException>(async () => await connection.DisposeAsync());

        await database.DiscardAsync(connection);

        Assert.True(handle.IsClosed);
    }

    private void FailOnce(string moment)
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

    private async Task ResumeAsync()
    {
        using var http = app.NewClient();
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
