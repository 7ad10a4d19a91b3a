using System.Net;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Voting.Server.Contests;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Demo;

public sealed class DemoTests
{
    [Fact]
    public async Task The_first_start_makes_a_whole_contest_and_the_second_adds_nothing()
    {
        await using var app = await VotingApp.StartAsync(("Demo:Enabled", "true"));
        var contest = new ContestUnderTest(app, new Draft { Slug = "hand-in-hand-2023" });

        var detail = (await contest.GetAsync($"/api/contests/{contest.Slug}")).Is(HttpStatusCode.OK);
        Assert.Equal("voting", detail["phase"].GetString());
        Assert.Equal(154, detail["entryCount"].GetInt32());
        Assert.Equal(["village", "project", "person"], detail["groups"].EnumerateArray().Select(group => group.GetProperty("code").GetString()));
        Assert.Equal(5, detail["criteria"].GetArrayLength());
        Assert.Equal(TimeSpan.FromDays(10), detail["closesAt"].GetDateTimeOffset() - detail["opensAt"].GetDateTimeOffset());
        Assert.Equal(10, detail["rules"].GetProperty("ballot").GetProperty("votesPerPeriod").GetInt32());
        Assert.Equal(1, detail["rules"].GetProperty("ballot").GetProperty("votesPerEntryPerPeriod").GetInt32());

        var entries = app.Services.GetRequiredService<ContestDirectory>().Find(contest.Slug)!.Entries.Values;
        Assert.Equal(Enumerable.Range(1, 154), entries.Select(entry => entry.Number).Order());
        Assert.Equal(154, entries.DistinctBy(entry => entry.Title).Count());
        Assert.All(entries, entry => Assert.True(entry is { Summary.Length: > 0, Description.Length: > 0, Organization.Length: > 0, Region.Length: > 0 }));

        var board = await contest.LeaderboardAsync();
        var rows = board["groups"].EnumerateArray().SelectMany(group => group.GetProperty("rows").EnumerateArray()).ToList();
        Assert.Equal(154, rows.Count);
        Assert.All(rows, row => Assert.InRange(row.GetProperty("expertScore").GetDecimal(), 1, 100));
        var ledger = await contest.CheckLedgerAsync();
        Assert.Equal(7, ledger.LeafTypes.Count(type => type == "sheet"));
        Assert.Equal(7 * 154, ledger.LeafTypes.Count(type => type == "reveal"));

        (await contest.NewVoter().CastAsync(1, 154)).Is(HttpStatusCode.Created);
        var before = await contest.LeaderboardAsync();
        await app.RestartAsync();
        contest = new ContestUnderTest(app, contest.Draft);
        Assert.Equal(before.Headers.ETag, (await contest.LeaderboardAsync()).Headers.ETag);
        Assert.Equal(ledger.LogSize + 1, (await contest.CheckLedgerAsync()).LogSize);
    }

    [Fact]
    public async Task A_first_start_that_was_cut_off_before_the_judging_is_finished_by_the_next()
    {
        await using var app = await VotingApp.StartAsync(("Demo:Enabled", "true"));
        await using (var database = app.OpenDatabase())
            await database.ExecuteAsync(
                """
                DELETE FROM marks;
                DELETE FROM experts WHERE id > 3;
                UPDATE experts SET submitted_at = NULL, revealed_at = NULL, salt = NULL;
                """);

        await app.RestartAsync();

        await using var after = app.OpenDatabase();
        Assert.Equal(7, await after.ExecuteScalarAsync<long>("SELECT count(*) FROM experts WHERE revealed_at IS NOT NULL"));
        Assert.Equal(7, await after.ExecuteScalarAsync<long>("SELECT count(*) FROM experts"));
        var board = await Answer.Of(app.NewClient().GetAsync("/api/contests/hand-in-hand-2023/leaderboard"));
        Assert.True(board["groups"][0].GetProperty("rows")[0].TryGetProperty("expertScore", out _));
    }

    [Fact]
    public async Task Without_the_demo_there_is_no_contest()
    {
        await using var app = await VotingApp.StartAsync();
        Assert.Equal("[]", (await Answer.Of(app.NewClient().GetAsync("/api/contests"))).Text);
    }
}
