using System.Net;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using SQLitePCL;
using Voting.Server.Ballots;
using Voting.Server.Contests;
using Voting.Server.Ledger;
using Voting.Server.Storage;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Ledger;

public sealed class EmbeddedLedgerFaultTests(VotingApp app) : LedgerFaultContract(app), IClassFixture<VotingApp>
{
    [Theory]
    [InlineData("BeforeCommit")]
    [InlineData("AfterCommit")]
    public async Task A_ballot_lost_in_a_fault_gives_its_votes_back_and_a_stored_one_keeps_them(string moment)
    {
        var contest = await App.OpenContestAsync();
        var voter = contest.NewVoter();
        await voter.StandingAsync();
        FailOnce(moment);
        (await voter.CastAsync(1, 2, 3)).Is(HttpStatusCode.ServiceUnavailable, "busy");
        await ResumeAsync();

        Assert.Equal(moment == "BeforeCommit" ? 0 : 1, (await contest.CheckLedgerAsync()).Ballots.Count);
        Assert.Equal(moment == "BeforeCommit" ? 10 : 7, await voter.RemainingAsync());
        Assert.Equal(moment == "BeforeCommit" ? 0 : 3, (await contest.VotesAsync()).Count);
    }

    [Fact]
    public async Task Closing_while_the_box_is_stopped_does_not_wait_for_ballots_that_are_lost()
    {
        var contest = await App.OpenContestAsync();
        var found = App.Services.GetRequiredService<ContestDirectory>().Find(contest.Slug)!;
        var box = App.Services.GetRequiredService<IBallotBox>();
        var follower = App.Services.GetRequiredService<ILedgerFollower>();
        await box.AdmitAsync(new CastRequest(found, new byte[16], new byte[8], "device", [1], default));

        follower.Stop();
        await box.CloseAsync(found).WaitAsync(TimeSpan.FromSeconds(5));

        await follower.RefillAsync();
    }

    [Fact]
    public async Task A_connection_whose_transaction_a_full_disk_has_ended_is_closed_all_the_same()
    {
        var database = App.Services.GetRequiredService<Database>();
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
}
