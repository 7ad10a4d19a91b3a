using System.Net;
using System.Text;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Voting.Server.Ballots;
using Voting.Server.Contests;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Ballots;

/// <summary>What somebody changes in a store behind the servers' backs is found, reported, and keeps a result from being published.</summary>
public abstract class ReconcilerContract(VotingApp app)
{
    protected VotingApp App { get; } = app.OnItsEngines();

    [SkippableTheory]
    [InlineData(Disagreement.Rows, "UPDATE ballots SET entries = '[9]' WHERE log_index = 6", "UPDATE ballots SET entries = '[3]' WHERE log_index = 6")]
    [InlineData(Disagreement.Rows, "UPDATE ballots SET contest_id = -1 WHERE log_index = 6", "UPDATE ballots SET contest_id = @Id WHERE contest_id = -1")]
    [InlineData(Disagreement.Rows, "UPDATE ballots SET log_index = 4000 WHERE log_index = 6", "UPDATE ballots SET log_index = 6 WHERE log_index = 4000")]
    [InlineData(Disagreement.Rows, "UPDATE log_heads SET acts = acts + 1", "UPDATE log_heads SET acts = acts - 1")]
    [InlineData(Disagreement.Tree, "UPDATE log_batches SET note = '\n' || note", "UPDATE log_batches SET note = substr(note, 2)")]
    public async Task A_changed_ledger_is_found_and_agrees_again_when_it_is_put_right(Disagreement expected, string change, string repair)
    {
        var contest = await ReviewAsync();
        await ExecuteAsync(contest, change);
        await IsFoundAsync(contest, expected);
        await ExecuteAsync(contest, repair);
        await AgreesAndPublishesAsync(contest);
    }

    [SkippableTheory]
    [InlineData("\"w\":[3]", "\"w\":{3]")]
    [InlineData("\"type\":\"ballot\"", "\"type\":\"bullet\"")]
    [InlineData("\"type\"", "\"tyqe\"")]
    public async Task A_leaf_that_can_not_be_read_is_a_difference_and_no_fault(string from, string to)
    {
        var contest = await ReviewAsync();
        await ReplaceInLeafAsync(contest, from, to);
        await IsFoundAsync(contest, Disagreement.Rows);
        await ReplaceInLeafAsync(contest, to, from);
        await AgreesAndPublishesAsync(contest);
    }

    [SkippableTheory]
    [InlineData(false, Disagreement.Rows)]
    [InlineData(true, Disagreement.Tree)]
    public async Task A_changed_leaf_is_found_also_when_its_row_says_the_same(bool withItsRow, Disagreement expected)
    {
        var contest = await ReviewAsync();
        await ReplaceInLeafAsync(contest, "\"w\":[3]", "\"w\":[9]");
        if (withItsRow)
            await ExecuteAsync(contest, "UPDATE ballots SET entries = '[9]' WHERE log_index = 6");
        await IsFoundAsync(contest, expected);
        await ReplaceInLeafAsync(contest, "\"w\":[9]", "\"w\":[3]");
        await ExecuteAsync(contest, "UPDATE ballots SET entries = '[3]' WHERE log_index = 6");
        await AgreesAndPublishesAsync(contest);
    }

    /// <summary>Closed, with five ballots: behind four leaves of opening, that for entry 1 is leaf 4, and that for entry 3 leaf 6.</summary>
    protected async Task<ContestUnderTest> ReviewAsync()
    {
        var contest = await App.OpenContestAsync();
        for (var entry = 1; entry <= 5; entry++)
            (await contest.NewVoter().CastUntilHeardAsync(entry)).Is(HttpStatusCode.Created);
        Assert.Equal("[3]", (await contest.CheckLedgerAsync()).Ballots.Single(ballot => ballot.LogIndex == 6).Entries);
        await contest.MoveThroughAsync("reviewing");
        Assert.Equal(Disagreement.None, await CompareAsync(contest));
        return contest;
    }

    protected async Task IsFoundAsync(ContestUnderTest contest, Disagreement expected)
    {
        Assert.Equal(expected, await CompareAsync(contest));
        var health = await contest.GetAsync("/health/ready");
        Assert.StartsWith("Degraded", health.Is(HttpStatusCode.OK).Text);
        Assert.Contains("voting_contests_disagreeing 1", (await contest.GetAsync("/metrics")).Text);
        (await contest.MoveAsync("published")).Is(HttpStatusCode.Conflict, "not-reconciled");
        Assert.Equal("reviewing", await contest.PhaseAsync());
    }

    protected async Task AgreesAndPublishesAsync(ContestUnderTest contest)
    {
        Assert.Equal(Disagreement.None, await CompareAsync(contest));
        Assert.Equal("Healthy", (await contest.GetAsync("/health/ready")).Text);
        Assert.Contains("voting_contests_disagreeing 0", (await contest.GetAsync("/metrics")).Text);
        await contest.MoveThroughAsync("published");
    }

    protected Task<Disagreement> CompareAsync(ContestUnderTest contest) => CompareAsync(App, contest);

    protected static Task<Disagreement> CompareAsync(VotingApp server, ContestUnderTest contest) =>
        server.Services.GetRequiredService<Reconciler>().CompareWholeAsync(
            server.Services.GetRequiredService<ContestDirectory>().Find(contest.Slug)!);

    private long IdOf(ContestUnderTest contest) => App.Services.GetRequiredService<ContestDirectory>().Find(contest.Slug)!.Id;

    private async Task ExecuteAsync(ContestUnderTest contest, string sql)
    {
        await using var database = App.OpenDatabase();
        if (!sql.Contains("WHERE contest_id", StringComparison.Ordinal))
            sql += sql.Contains("WHERE", StringComparison.Ordinal) ? " AND contest_id = @Id" : " WHERE contest_id = @Id";
        Assert.NotEqual(0, await database.ExecuteAsync(sql, new { Id = IdOf(contest) }));
    }

    private async Task ReplaceInLeafAsync(ContestUnderTest contest, string from, string to)
    {
        await using var database = App.OpenDatabase();
        var leaves = await database.ExecuteScalarAsync<byte[]>(
            "SELECT leaves FROM log_batches WHERE contest_id = @Id AND size > 6 AND first_index <= 6", new { Id = IdOf(contest) });
        var changed = Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(leaves!).Replace(from, to, StringComparison.Ordinal));
        Assert.NotEqual(leaves, changed);
        await database.ExecuteAsync(
            "UPDATE log_batches SET leaves = @changed WHERE contest_id = @Id AND size > 6 AND first_index <= 6", new { Id = IdOf(contest), changed });
    }
}

public sealed class EmbeddedReconcilerTests(VotingApp app) : ReconcilerContract(app), IClassFixture<VotingApp>;
