using System.Net;
using System.Net.Http.Json;
using System.Text;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Panel;

/// <summary>Working on a sheet and handing it in, on every backend.</summary>
public abstract class ScoreSheetContract(VotingApp app)
{
    private static readonly Draft Small = new() { Entries = 4 };

    private VotingApp App { get; } = app.OnItsEngines();

    [SkippableFact]
    public async Task What_was_saved_reads_back_and_nobody_else_sees_it()
    {
        var contest = await App.ExhibitContestAsync(Small with { Slug = NewSlug() });
        var seats = await App.SeatAsync(contest.Slug, "张伟", "李娜");

        (await seats[0].SaveAsync(2, new { marks = new { effect = 87.125m }, comment = "扎实" })).Is(HttpStatusCode.OK);

        var panel = (await seats[0].PanelAsync()).Is(HttpStatusCode.OK);
        Assert.Equal([1, 2, 3, 4], panel["assignments"].EnumerateArray().Select(entry => entry.GetProperty("number").GetInt32()));
        var saved = panel["assignments"][1];
        Assert.Equal(
            ("marked", 87.125m, "扎实", 87.13m, 1L),
            (saved.GetProperty("state").GetString(), saved.GetProperty("marks").GetProperty("effect").GetDecimal(), saved.GetProperty("comment").GetString(),
             saved.GetProperty("total").GetDecimal(), saved.GetProperty("revision").GetInt64()));
        Assert.Equal("effect", panel["criteria"][0].GetProperty("code").GetString());
        Assert.Equal((4, 1, 1), (Progress(panel, "assigned"), Progress(panel, "done"), Progress(panel, "next")));
        Assert.DoesNotContain("87.125", (await seats[1].PanelAsync()).Text);
        Assert.DoesNotContain("votes", panel.Text);
    }

    [SkippableTheory]
    [InlineData("""{"marks":{"effect":100.001}}""", "marks.effect", "range")]
    [InlineData("""{"marks":{"effect":-0.001}}""", "marks.effect", "range")]
    [InlineData("""{"marks":{"effect":1.0001}}""", "marks.effect", "decimals")]
    [InlineData("""{"marks":{"effect":"80"}}""", "marks.effect", "format")]
    [InlineData("""{"marks":{"effect":1e-30}}""", "marks.effect", "format")]
    [InlineData("""{"marks":{"effect":99999999999999999999999999999999}}""", "marks.effect", "format")]
    [InlineData("""{"marks":{"effect":[80]}}""", "marks.effect", "format")]
    [InlineData("""{"marks":{"effect":true}}""", "marks.effect", "format")]
    [InlineData("""{"marks":{"Effect":80}}""", "marks.Effect", "unknown")]
    [InlineData("""{"marks":{"effect":80},"comment":"a\u0000b"}""", "comment", "length")]
    public async Task Marks_that_can_not_be_are_named_and_not_saved(string body, string field, string problem)
    {
        var contest = await App.ExhibitContestAsync(Small with { Slug = NewSlug() });
        var seat = (await App.SeatAsync(contest.Slug, "张伟"))[0];

        var answer = await PutAsync(seat, contest, 1, body);

        answer.Is(HttpStatusCode.UnprocessableEntity, "invalid-marks");
        Assert.Equal((field, problem), (answer["errors"][0].GetProperty("field").GetString(), answer["errors"][0].GetProperty("problem").GetString()));
        Assert.Equal("open", (await seat.PanelAsync())["assignments"][0].GetProperty("state").GetString());
    }

    [SkippableTheory]
    [InlineData("""{"marks":{"effect":80,"effect":90}}""")]
    [InlineData("""{"marks":null}""")]
    [InlineData("""{"comment":"无分"}""")]
    [InlineData("""{"marks":{},"votes":3}""")]
    [InlineData("[]")]
    public async Task A_draft_of_another_shape_is_refused(string body)
    {
        var contest = await App.ExhibitContestAsync(Small with { Slug = NewSlug() });
        var seat = (await App.SeatAsync(contest.Slug, "张伟"))[0];
        (await PutAsync(seat, contest, 1, body)).Is(HttpStatusCode.UnprocessableEntity, "invalid-request");
    }

    [SkippableFact]
    public async Task Of_two_browsers_the_later_is_told_and_gets_what_stands()
    {
        var contest = await App.ExhibitContestAsync(Small with { Slug = NewSlug() });
        var seat = (await App.SeatAsync(contest.Slug, "张伟"))[0];

        var answers = await Task.WhenAll(Enumerable.Range(1, 6).Select(mark =>
            seat.SaveAsync(1, new { marks = new { effect = mark }, revision = 0 })));

        var saved = Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK)["marks"].GetProperty("effect").GetDecimal();
        foreach (var late in answers.Where(answer => answer.Status != HttpStatusCode.OK))
            Assert.Equal(saved, late.Is(HttpStatusCode.Conflict, "draft-overtaken")["stored"].GetProperty("marks").GetProperty("effect").GetDecimal());
        Assert.Equal(2, (await seat.SaveAsync(1, new { marks = new { effect = 50 }, revision = 1 })).Is(HttpStatusCode.OK)["revision"].GetInt64());
        // Who does not say what was seen saves over it.
        Assert.Equal(3, (await seat.SaveAsync(1, new { marks = new { effect = 51 } })).Is(HttpStatusCode.OK)["revision"].GetInt64());
    }

    [SkippableFact]
    public async Task An_incomplete_sheet_is_refused_with_what_is_missing()
    {
        var contest = await App.ExhibitContestAsync(Small with { Slug = NewSlug() });
        var seat = (await App.SeatAsync(contest.Slug, "张伟"))[0];
        await seat.MarkAsync(70, 1);
        (await seat.SaveAsync(2, new { marks = new { }, comment = "再看看" })).Is(HttpStatusCode.OK);
        (await seat.AbstainAsync(3, "不熟悉")).Is(HttpStatusCode.OK);
        (await seat.RecuseAsync(4, "曾任顾问")).Is(HttpStatusCode.NoContent);

        var refused = (await seat.SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity, "sheet-incomplete");

        var missing = Assert.Single(refused["missing"].EnumerateArray());
        Assert.Equal((2, "effect"), (missing.GetProperty("number").GetInt32(), missing.GetProperty("criteria")[0].GetString()));
        await seat.MarkAsync(71, 2);
        var progress = await seat.PanelAsync();
        Assert.Equal((4, 2, 1, 1), (Progress(progress, "done"), Progress(progress, "marked"), Progress(progress, "abstained"), Progress(progress, "recused")));
        (await seat.SubmitAsync()).Is(HttpStatusCode.NoContent);
    }

    [SkippableFact]
    public async Task A_submitted_sheet_is_locked()
    {
        var contest = await App.ExhibitContestAsync(Small with { Slug = NewSlug() });
        var seats = await App.SeatAsync(contest.Slug, "张伟", "李娜");
        await seats[0].MarkAsync(70, 1, 2, 3, 4);

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => seats[0].SubmitAsync()));

        Assert.All(answers, answer => answer.Is(HttpStatusCode.NoContent));
        (await seats[0].SaveAsync(1, new { marks = new { effect = 99 } })).Is(HttpStatusCode.Conflict, "sheet-submitted");
        (await seats[0].AbstainAsync(1, "反悔")).Is(HttpStatusCode.Conflict, "sheet-submitted");
        (await seats[0].RecuseAsync(1, "反悔")).Is(HttpStatusCode.Conflict, "sheet-submitted");
        Assert.False((await seats[0].PanelAsync())["canScore"].GetBoolean());
        Assert.Single((await contest.CheckLedgerAsync()).LeafTypes, type => type == "sheet");
        (await seats[0].DecideAsync("exclusion")).Is(HttpStatusCode.Conflict, "sheet-submitted");
        (await seats[1].DecideAsync("unlock")).Is(HttpStatusCode.Conflict, "sheet-not-submitted");
        (await seats[0].DecideAsync("unlock", new { reason = " " })).Is(HttpStatusCode.UnprocessableEntity, "invalid-reason");
        (await seats[0].DecideAsync("unlock")).Is(HttpStatusCode.NoContent);
        await seats[0].MarkAsync(99, 1);
    }

    [SkippableFact]
    public async Task A_recusal_is_a_leaf_once_and_for_good()
    {
        var contest = await App.ExhibitContestAsync(Small with { Slug = NewSlug() });
        var seat = (await App.SeatAsync(contest.Slug, "张伟"))[0];
        await seat.MarkAsync(70, 3);
        (await seat.RecuseAsync(3, "")).Is(HttpStatusCode.UnprocessableEntity, "invalid-marks");
        (await seat.RecuseAsync(3, "曾任顾问")).Is(HttpStatusCode.NoContent);
        (await seat.RecuseAsync(3, "曾任顾问")).Is(HttpStatusCode.NoContent);

        (await seat.SaveAsync(3, new { marks = new { effect = 70 } })).Is(HttpStatusCode.Conflict, "entry-recused");
        var leaf = (await contest.CheckLedgerAsync()).Single("recusal").Json;
        Assert.Equal(3, leaf.GetProperty("n").GetInt32());
        Assert.Equal(Voting.Server.Log.LogFileStore.HashOf("曾任顾问"), leaf.GetProperty("e").GetString());
        Assert.Empty((await seat.PanelAsync())["assignments"][2].GetProperty("marks").EnumerateObject());
    }

    [SkippableFact]
    public async Task An_expert_marks_what_is_assigned_and_nothing_else()
    {
        var contest = await App.ExhibitContestAsync(Small with { Slug = NewSlug() });
        var seat = (await App.SeatAsync(contest.Slug, "张伟"))[0];
        await seat.MarkAsync(70, 2);
        (await AssignAsync(seat, contest, new { groups = new[] { "village" } })).Is(HttpStatusCode.NoContent);

        (await seat.SaveAsync(2, new { marks = new { effect = 1 } })).Is(HttpStatusCode.NotFound, "entry-not-assigned");
        (await seat.SaveAsync(99, new { marks = new { effect = 1 } })).Is(HttpStatusCode.NotFound, "entry-not-assigned");
        (await AssignAsync(seat, contest, new { entries = new[] { 1, 99 } })).Is(HttpStatusCode.UnprocessableEntity, "invalid-assignment");
        await seat.MarkAsync(70, 1, 3);
        (await seat.SubmitAsync()).Is(HttpStatusCode.NoContent);
        await contest.MoveThroughAsync("voting");
        Assert.Equal(
            [1, 3],
            (await contest.LeaderboardAsync())["groups"].EnumerateArray().SelectMany(group => group.GetProperty("rows").EnumerateArray())
                .Where(row => row.TryGetProperty("expertScore", out _)).Select(row => row.GetProperty("number").GetInt32()).Order());
        (await AssignAsync(seat, contest, new { })).Is(HttpStatusCode.Conflict, "sheet-submitted");
    }

    [SkippableFact]
    public async Task Nobody_scores_before_the_exhibition_or_is_invited_after_publication()
    {
        var contest = new ContestUnderTest(App, new Draft { Entries = 2 });
        (await contest.CreateAsync()).Is(HttpStatusCode.Created);
        (await contest.ImportAsync(Encoding.UTF8.GetBytes(contest.Draft.ToCsv()))).Is(HttpStatusCode.OK);
        var seat = (await App.SeatAsync(contest.Slug, "张伟"))[0];
        Assert.Empty((await seat.PanelAsync())["assignments"].EnumerateArray());
        (await seat.SaveAsync(1, new { marks = new { effect = 1 } })).Is(HttpStatusCode.Conflict, "panel-closed");
        (await seat.SubmitAsync()).Is(HttpStatusCode.Conflict, "panel-closed");

        await contest.MoveThroughAsync("screening", "exhibiting", "voting");
        await seat.MarkAsync(70, 1, 2);
        (await seat.SubmitAsync()).Is(HttpStatusCode.NoContent);
        await contest.MoveThroughAsync("reviewing", "published");

        (await seat.SaveAsync(1, new { marks = new { effect = 1 } })).Is(HttpStatusCode.Conflict, "panel-closed");
        (await Answer.Of((await App.OrganizerAsync()).PostAsJsonAsync(
            $"/api/organizer/contests/{contest.Slug}/experts", new[] { new { name = "李娜" } }))).Is(HttpStatusCode.Conflict, "panel-closed");
        (await seat.DecideAsync("exclusion")).Is(HttpStatusCode.Conflict, "panel-closed");
    }

    private static string NewSlug() => new Draft().Slug;

    private static int Progress(Answer panel, string name) => panel["progress"].GetProperty(name).GetInt32();

    private static Task<Answer> PutAsync(Seat seat, ContestUnderTest contest, int number, string body) => Answer.Of(seat.Http.PutAsync(
        $"/api/panel/{contest.Slug}/entries/{number}", new StringContent(body, Encoding.UTF8, "application/json")));

    private async Task<Answer> AssignAsync(Seat seat, ContestUnderTest contest, object body) => await Answer.Of(
        (await App.OrganizerAsync()).PutAsJsonAsync($"/api/organizer/contests/{contest.Slug}/experts/{seat.Id}/assignment", body));
}

public sealed class EmbeddedScoreSheetTests(VotingApp app) : ScoreSheetContract(app), IClassFixture<VotingApp>;

public sealed class ServerScoreSheetTests(ServerApp app) : ScoreSheetContract(app), IClassFixture<ServerApp>;
