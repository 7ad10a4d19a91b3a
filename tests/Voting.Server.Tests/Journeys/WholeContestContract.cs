using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Journeys;

/// <summary>A contest from draft to archive, on every backend.</summary>
public abstract class WholeContestContract(VotingApp app)
{
    protected VotingApp App { get; } = app.OnItsEngines();

    private static readonly Draft OpensInAnHour = new() { OpensIn = TimeSpan.FromHours(1), Lasts = TimeSpan.FromDays(2) };

    [SkippableFact]
    public async Task A_contest_goes_from_draft_to_archive_and_its_log_tells_it()
    {
        var contest = new ContestUnderTest(App, new Draft());
        var created = (await contest.CreateAsync()).Is(HttpStatusCode.Created);
        Assert.Equal("draft", created["phase"].GetString());
        Assert.EndsWith($"/{contest.Slug}", created.Headers.Location!.ToString());
        Assert.DoesNotContain(contest.Slug, (await contest.GetAsync("/api/contests")).Text);

        await contest.ImportAsync("number,group,title,organization,region,summary\n1,village,甲,乙,丙,丁\n"u8.ToArray());
        await contest.MoveThroughAsync("screening");
        Assert.Equal(0, (await contest.GetAsync($"/api/contests/{contest.Slug}/entries"))["total"].GetInt32());
        await contest.MoveThroughAsync("exhibiting");
        Assert.Equal(1, (await contest.GetAsync($"/api/contests/{contest.Slug}/entries"))["total"].GetInt32());
        await contest.MoveThroughAsync("voting");
        (await contest.NewVoter().CastAsync(1)).Is(HttpStatusCode.Created);
        await contest.MoveThroughAsync("reviewing", "published", "archived");

        var ledger = await contest.CheckLedgerAsync();
        Assert.Equal(
            ["phase", "phase", "phase", "open", "ballot", "phase", "close", "phase", "seal", "phase", "seal"],
            ledger.LeafTypes);
        Assert.Equal(1, ledger.Single("close").Json.GetProperty("n").GetInt64());
        Assert.Contains(contest.Slug, (await contest.GetAsync("/api/contests")).Text);
    }

    [SkippableFact]
    public async Task What_was_created_reads_back_whole()
    {
        var contest = await App.ExhibitContestAsync();

        var detail = (await contest.GetAsync($"/api/contests/{contest.Slug}")).Is(HttpStatusCode.OK);

        Assert.Equal(10, detail["entryCount"].GetInt32());
        Assert.Equal("Asia/Shanghai", detail["timeZone"].GetString());
        Assert.Equal("live", detail["visibility"].GetProperty("mode").GetString());
        Assert.Equal(["village", "person"], detail["groups"].EnumerateArray().Select(group => group.GetProperty("code").GetString()));
        var score = detail["rules"].GetProperty("score");
        Assert.Equal(0.8m, score.GetProperty("publicWeight").GetDecimal());
        Assert.Equal(0.2m, score.GetProperty("expertWeight").GetDecimal());
        Assert.Equal("trimmed", score.GetProperty("expert").GetString());
        Assert.Equal(64, detail["rulesHash"].GetString()!.Length);
    }

    [SkippableFact]
    public async Task Voting_opens_by_the_clock_and_not_before()
    {
        var contest = await App.ExhibitContestAsync(OpensInAnHour with { Slug = "opens-by-the-clock" });
        var voter = contest.NewVoter();
        (await voter.CastAsync(1)).Is(HttpStatusCode.Conflict, "voting-not-open");
        (await contest.MoveAsync("voting")).Is(HttpStatusCode.Conflict, "illegal-move");
        App.Clock.Advance(TimeSpan.FromMinutes(59.99));
        (await voter.CastAsync(1)).Is(HttpStatusCode.Conflict, "voting-not-open");

        App.Clock.Now = contest.OpensAt;
        await contest.WaitForPhaseAsync("voting");

        (await voter.CastAsync(1)).Is(HttpStatusCode.Created);
        var open = (await contest.CheckLedgerAsync()).Single("open");
        Assert.Equal(contest.OpensAt.ToUnixTimeMilliseconds(), open.Json.GetProperty("opens").GetInt64());
        Assert.Equal(contest.ClosesAt.ToUnixTimeMilliseconds(), open.Json.GetProperty("closes").GetInt64());
    }

    [SkippableFact]
    public async Task Voting_closes_by_the_clock_and_a_repeat_still_gets_its_first_answer()
    {
        var contest = await App.OpenContestAsync();
        var voter = contest.NewVoter();
        var key = Voter.NewKey();
        var first = (await voter.CastAsync([1, 2], key)).Is(HttpStatusCode.Created);
        App.Clock.Now = contest.ClosesAt.AddMilliseconds(-1);
        (await contest.NewVoter().CastAsync(3)).Is(HttpStatusCode.Created);

        App.Clock.Now = contest.ClosesAt;
        (await contest.NewVoter().CastAsync(3)).Is(HttpStatusCode.Conflict, "voting-closed");
        await contest.WaitForPhaseAsync("reviewing");

        (await contest.NewVoter().CastAsync(3)).Is(HttpStatusCode.Conflict, "voting-closed");
        Assert.Equal(first.Bytes, (await voter.CastAsync([1, 2], key)).Is(HttpStatusCode.Created).Bytes);
        (await voter.CastAsync([1, 3], key)).Is(HttpStatusCode.UnprocessableEntity, "idempotency-mismatch");
        var ledger = await contest.CheckLedgerAsync();
        Assert.Equal(2, ledger.Single("close").Json.GetProperty("n").GetInt64());
        Assert.Equal(2, ledger.Ballots.Count);
    }

    [SkippableFact]
    public async Task Voting_closed_early_by_hand_admits_nothing_more()
    {
        var contest = await App.OpenContestAsync();
        await contest.NewVoter().CastAsync(1);
        await contest.MoveThroughAsync("reviewing");

        (await contest.NewVoter().CastAsync(2)).Is(HttpStatusCode.Conflict, "voting-closed");
        Assert.Single((await contest.CheckLedgerAsync()).Ballots);
    }

    [SkippableTheory]
    [InlineData("exhibiting")]
    [InlineData("voting")]
    [InlineData("reviewing")]
    [InlineData("published")]
    [InlineData("archived")]
    public async Task A_draft_does_not_jump(string to)
    {
        var contest = new ContestUnderTest(App, new Draft());
        await contest.CreateAsync();
        (await contest.MoveAsync(to)).Is(HttpStatusCode.Conflict, "illegal-move");
        Assert.Equal("draft", await contest.PhaseAsync());
    }

    [SkippableFact]
    public async Task No_phase_goes_back()
    {
        var contest = await App.OpenContestAsync();
        foreach (var phase in new[] { "draft", "nominating", "screening", "exhibiting" })
            (await contest.MoveAsync(phase)).Is(HttpStatusCode.Conflict, "illegal-move");
        await contest.MoveThroughAsync("reviewing");
        (await contest.MoveAsync("voting")).Is(HttpStatusCode.Conflict, "illegal-move");
    }

    [SkippableFact]
    public async Task Asking_for_the_present_phase_is_no_act()
    {
        var contest = await App.OpenContestAsync();
        var before = (await contest.CheckLedgerAsync()).LogSize;
        (await contest.MoveAsync("voting")).Is(HttpStatusCode.NoContent);
        Assert.Equal(before, (await contest.CheckLedgerAsync()).LogSize);
    }

    [SkippableFact]
    public async Task Two_organizers_moving_at_once_make_one_act()
    {
        var contest = await App.ExhibitContestAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => contest.MoveAsync("voting")));

        Assert.All(answers, answer => answer.Is(HttpStatusCode.NoContent));
        Assert.Single((await contest.CheckLedgerAsync()).LeafTypes, type => type == "open");
    }

    [SkippableFact]
    public async Task Nothing_is_exhibited_without_entries()
    {
        var contest = new ContestUnderTest(App, new Draft());
        await contest.CreateAsync();
        await contest.MoveThroughAsync("screening");
        (await contest.MoveAsync("exhibiting")).Is(HttpStatusCode.Conflict, "illegal-move");
    }

    [SkippableFact]
    public async Task A_slug_is_given_once()
    {
        var contest = new ContestUnderTest(App, new Draft());
        await contest.CreateAsync();
        (await contest.CreateAsync()).Is(HttpStatusCode.Conflict, "slug-taken");
    }

    [SkippableFact]
    public async Task What_is_wrong_with_a_new_contest_is_listed_by_field()
    {
        var organizer = await App.OrganizerAsync();
        var body = JsonSerializer.SerializeToNode(new Draft { TimeZone = "Mars/Olympus", Lasts = TimeSpan.Zero }.ToBody(App.Clock.Now), JsonSerializerOptions.Web)!;
        body["groups"]![1]!["code"] = "village";
        body["rules"]!["score"] = JsonSerializer.SerializeToNode(new { publicWeight = 0.7, expertWeight = 0.2 });

        var answer = await Answer.Of(organizer.PostAsJsonAsync("/api/organizer/contests", body));

        answer.Is(HttpStatusCode.UnprocessableEntity, "invalid-contest");
        Assert.Equal(
            ["timeZone", "closesAt", "groups[1].code", "rules.score.expertWeight"],
            answer["errors"].EnumerateArray().Select(error => error.GetProperty("field").GetString()));
    }
}

public sealed class EmbeddedWholeContestTests(VotingApp app) : WholeContestContract(app), IClassFixture<VotingApp>;

public sealed class ServerWholeContestTests(ServerApp app) : WholeContestContract(app), IClassFixture<ServerApp>;

public sealed class ClusterWholeContestTests(ClusterApp app) : WholeContestContract(app), IClassFixture<ClusterApp>;
