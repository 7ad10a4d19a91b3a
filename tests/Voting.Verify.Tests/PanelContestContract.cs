using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Voting.Rules.Contests;
using Voting.Server.Contests;
using Voting.Server.Ranking;
using Voting.Server.Tests.App;

namespace Voting.Verify.Tests;

/// <summary>A contest with a panel from invitation to publication, recounted by an outsider, on every backend.</summary>
public abstract class PanelContestContract(VotingApp app)
{
    private VotingApp App { get; } = app.OnItsEngines();

    [SkippableFact]
    public async Task Three_experts_one_recused_one_late_come_to_a_result_that_an_outsider_recounts()
    {
        var contest = await App.ExhibitContestAsync(new Draft { Entries = 4 });
        var seats = await App.SeatAsync(contest.Slug, "张伟", "张伟", "李娜");
        await seats[0].MarkAsync(90, 1, 2, 3, 4);
        (await seats[0].SubmitAsync()).Is(HttpStatusCode.NoContent);
        await contest.MoveThroughAsync("voting");
        (await contest.NewVoter().CastAsync(1, 2)).Is(HttpStatusCode.Created);
        (await contest.NewVoter().CastAsync(2, 3)).Is(HttpStatusCode.Created);
        await seats[1].MarkAsync(70.125m, 1, 3, 4);
        (await seats[1].RecuseAsync(2, "参与过该项目")).Is(HttpStatusCode.NoContent);
        (await seats[1].SubmitAsync()).Is(HttpStatusCode.NoContent);
        await seats[2].MarkAsync(10, 1);
        await contest.MoveThroughAsync("reviewing");

        // Two sheets are in, the third is awaited: nobody but the organizer sees a mark, and nothing is published.
        Assert.All(await RowsAsync(contest), row => Assert.False(row.Value.TryGetProperty("expertScore", out _)));
        var known = App.Services.GetRequiredService<ContestDirectory>().Find(contest.Slug)!;
        Assert.Equal(90m, (await App.Services.GetRequiredService<TallyBoard>().ReadWholeAsync(known)).Board.Find(2)!.ExpertScore);
        (await contest.MoveAsync("published")).Is(HttpStatusCode.Conflict, "sheets-awaited");

        // Decided: counts are live, so the marks are in the open at once, and the late ones are not among them.
        (await seats[2].DecideAsync("exclusion", new { reason = "逾期未交" })).Is(HttpStatusCode.NoContent);
        var rows = await RowsAsync(contest);
        Assert.Equal([80.06m, 90m, 80.06m, 80.06m], new[] { 1, 2, 3, 4 }.Select(number => rows[number].GetProperty("expertScore").GetDecimal()));
        (await seats[2].SaveAsync(1, new { marks = new { effect = 100 } })).Is(HttpStatusCode.Conflict, "sheet-excluded");
        await contest.MoveThroughAsync("published");

        var zip = await RealContest.BundleAsync(App, contest.Slug);
        var (reason, verdict) = await Verifying.RunAsync(zip, Bundle.Read(zip).Key);
        Assert.Equal("ok", reason);
        Assert.Equal((2, 2, 1), (verdict!.Replay.Sheets.Count, verdict.Replay.Sheets.Revealed, verdict.Replay.Sheets.Aside));
        Assert.StartsWith("verified: the published result", verdict.ToReport());
        Recount.BoardFile.Compare((await contest.LeaderboardAsync()).Bytes, verdict.Standings);
        Assert.Contains("参与过该项目", Bundle.Read(zip).Text("texts.json"));
        Assert.Contains("逾期未交", Bundle.Read(zip).Text("texts.json"));
        Assert.Contains("\"expertScore\":\"80.0625\"", Bundle.Read(zip).Text("result.json"));
    }

    [SkippableFact]
    public async Task Marks_of_hidden_counts_come_into_the_open_with_the_result_and_not_before()
    {
        var contest = await App.OpenContestAsync(new Draft { Entries = 2, Visibility = new Visibility(Visibility.Hidden) });
        var seats = await App.SeatAsync(contest.Slug, "张伟", "李娜");
        foreach (var (i, seat) in seats.Index())
        {
            await seat.MarkAsync(60 + 10 * i, 1, 2);
            (await seat.SubmitAsync()).Is(HttpStatusCode.NoContent);
        }

        await contest.MoveThroughAsync("reviewing");
        Assert.All(await RowsAsync(contest), row => Assert.False(row.Value.TryGetProperty("expertScore", out _)));
        await contest.MoveThroughAsync("published");

        Assert.Equal(
            ["sheet", "sheet", "phase", "close", "reveal", "reveal", "reveal", "reveal", "phase", "seal"],
            (await contest.CheckLedgerAsync()).LeafTypes.SkipWhile(type => type != "sheet"));
        Assert.Equal("ok", (await Verifying.RunAsync(await RealContest.BundleAsync(App, contest.Slug))).Reason);
        Assert.Equal(65m, (await RowsAsync(contest))[1].GetProperty("expertScore").GetDecimal());
    }

    [SkippableFact]
    public async Task An_opened_sheet_is_replaced_by_the_next_and_the_log_tells_why()
    {
        var contest = await App.OpenContestAsync(new Draft { Entries = 2 });
        var seats = await App.SeatAsync(contest.Slug, "张伟", "李娜");
        await seats[0].MarkAsync(60, 1, 2);
        (await seats[0].SubmitAsync()).Is(HttpStatusCode.NoContent);
        (await seats[0].DecideAsync("unlock", new { reason = "录入有误" })).Is(HttpStatusCode.NoContent);
        await seats[0].MarkAsync(80, 2);
        (await seats[0].SubmitAsync()).Is(HttpStatusCode.NoContent);
        await seats[1].MarkAsync(60, 1, 2);
        (await seats[1].SubmitAsync()).Is(HttpStatusCode.NoContent);
        (await seats[1].DecideAsync("unlock")).Is(HttpStatusCode.Conflict, "sheet-revealed");
        await contest.MoveThroughAsync("reviewing", "published");

        var zip = await RealContest.BundleAsync(App, contest.Slug);
        var (reason, verdict) = await Verifying.RunAsync(zip);
        Assert.Equal(("ok", 1), (reason, verdict!.Replay.Sheets.Aside));
        Assert.Contains("录入有误", Bundle.Read(zip).Text("texts.json"));
        Assert.Equal(70m, (await RowsAsync(contest))[2].GetProperty("expertScore").GetDecimal());
    }

    [SkippableFact]
    public async Task An_entry_that_nobody_marked_is_published_by_a_decision_only()
    {
        var contest = await App.OpenContestAsync(new Draft { Entries = 2 });
        var seat = (await App.SeatAsync(contest.Slug, "张伟"))[0];
        await seat.MarkAsync(60, 1);
        (await seat.AbstainAsync(2, "不了解该领域")).Is(HttpStatusCode.OK);
        (await seat.SubmitAsync()).Is(HttpStatusCode.NoContent);
        await contest.MoveThroughAsync("reviewing");

        (await contest.MoveAsync("published")).Is(HttpStatusCode.Conflict, "entries-unmarked");
        (await Answer.Of((await App.OrganizerAsync()).PostAsJsonAsync(
            $"/api/organizer/contests/{contest.Slug}/phase", new { to = "published", reason = "评审组一致同意" }))).Is(HttpStatusCode.NoContent);

        Assert.Equal("ok", (await Verifying.RunAsync(await RealContest.BundleAsync(App, contest.Slug))).Reason);
        Assert.False((await RowsAsync(contest))[2].TryGetProperty("expertScore", out _));
    }

    [SkippableFact]
    public async Task Fewer_marks_than_the_rules_want_are_published_by_a_decision_only()
    {
        var contest = await App.OpenContestAsync(new Draft { Entries = 2, MinMarks = 2 });
        var seats = await App.SeatAsync(contest.Slug, "张伟", "李娜");
        await seats[0].MarkAsync(60, 1, 2);
        await seats[1].MarkAsync(70, 1);
        (await seats[1].RecuseAsync(2, "亲属参评")).Is(HttpStatusCode.NoContent);
        foreach (var seat in seats)
            (await seat.SubmitAsync()).Is(HttpStatusCode.NoContent);
        await contest.MoveThroughAsync("reviewing");

        (await contest.MoveAsync("published")).Is(HttpStatusCode.Conflict, "entries-unmarked");
        (await Answer.Of((await App.OrganizerAsync()).PostAsJsonAsync(
            $"/api/organizer/contests/{contest.Slug}/publication", new { reason = "评审组一致同意" }))).Is(HttpStatusCode.NoContent);
        Assert.Equal("ok", (await Verifying.RunAsync(await RealContest.BundleAsync(App, contest.Slug))).Reason);
    }

    [SkippableFact]
    public async Task A_panel_of_which_nothing_came_is_published_by_decisions_and_without_marks()
    {
        var contest = await App.OpenContestAsync(new Draft { Entries = 2 });
        var seats = await App.SeatAsync(contest.Slug, "张伟", "李娜");
        // Nothing marked commits to nothing.
        foreach (var number in new[] { 1, 2 })
            (await seats[0].RecuseAsync(number, "亲属参评")).Is(HttpStatusCode.NoContent);
        (await seats[0].SubmitAsync()).Is(HttpStatusCode.NoContent);
        (await seats[1].DecideAsync("exclusion")).Is(HttpStatusCode.NoContent);
        await contest.MoveThroughAsync("reviewing");
        (await Answer.Of((await App.OrganizerAsync()).PostAsJsonAsync(
            $"/api/organizer/contests/{contest.Slug}/phase", new { to = "published", reason = "仅按公众得分" }))).Is(HttpStatusCode.NoContent);

        Assert.Equal("ok", (await Verifying.RunAsync(await RealContest.BundleAsync(App, contest.Slug))).Reason);
    }

    private static async Task<Dictionary<int, System.Text.Json.JsonElement>> RowsAsync(ContestUnderTest contest) =>
        (await contest.LeaderboardAsync())["groups"].EnumerateArray()
            .SelectMany(group => group.GetProperty("rows").EnumerateArray())
            .ToDictionary(row => row.GetProperty("number").GetInt32());
}

public sealed class EmbeddedPanelContestTests(VotingApp app) : PanelContestContract(app), IClassFixture<VotingApp>;

public sealed class ServerPanelContestTests(ServerApp app) : PanelContestContract(app), IClassFixture<ServerApp>;
