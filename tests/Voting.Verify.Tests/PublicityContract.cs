using System.Net;
using System.Net.Http.Json;
using Voting.Rules.Contests;
using Voting.Server.Tests.App;

namespace Voting.Verify.Tests;

/// <summary>The days between publication and archive, and entries that leave on the way there. On every backend.</summary>
public abstract class PublicityContract(VotingApp app)
{
    private VotingApp App { get; } = app.OnItsEngines();

    [SkippableFact]
    public async Task A_result_is_public_for_its_working_days_and_objections_are_open_meanwhile()
    {
        var contest = await App.OpenContestAsync(new Draft { Entries = 2, Publicity = new PublicityPeriod(5, []) });
        (await contest.NewVoter().CastAsync(1)).Is(HttpStatusCode.Created);
        await contest.MoveThroughAsync("reviewing", "published");
        var published = App.Clock.Now;

        var refused = (await contest.MoveAsync("archived")).Is(HttpStatusCode.Conflict, "publicity-running");
        var ends = refused["endsAt"].GetDateTimeOffset();
        Assert.InRange(ends, published.AddDays(7), published.AddDays(9));
        (await Answer.Of(App.NewClient().PostAsJsonAsync($"/api/contests/{contest.Slug}/objections", new { text = "请公布评分的明细依据。" }))).Is(HttpStatusCode.Created);
        // Longer it may become, also now; a holiday is a day more, or the weekend too.
        var holiday = DateOnly.FromDateTime(ends.AddHours(8).AddDays(-1).DateTime);
        (await Answer.Of((await App.OrganizerAsync()).PatchAsJsonAsync(
            $"/api/organizer/contests/{contest.Slug}", new { reason = "节假日调整", publicity = new PublicityPeriod(5, [holiday]) }))).Is(HttpStatusCode.OK);
        App.Clock.Now = ends;
        var later = (await contest.MoveAsync("archived")).Is(HttpStatusCode.Conflict, "publicity-running")["endsAt"].GetDateTimeOffset();
        Assert.True(later > ends);
        App.Clock.Now = later.AddMilliseconds(-1);
        (await contest.MoveAsync("archived")).Is(HttpStatusCode.Conflict, "publicity-running");
        Assert.DoesNotContain("keydestroyed", (await contest.CheckLedgerAsync()).LeafTypes);
        App.Clock.Now = later;
        (await contest.MoveAsync("archived")).Is(HttpStatusCode.NoContent);

        var zip = await RealContest.BundleAsync(App, contest.Slug);
        var (reason, verdict) = await Verifying.RunAsync(zip);
        Assert.Equal(("ok", true), (reason, verdict!.Replay.Course.IsKeyDestroyed));
    }

    [SkippableFact]
    public async Task Without_working_days_a_result_is_archived_at_once()
    {
        var contest = await App.OpenContestAsync(new Draft { Entries = 2 });
        await contest.MoveThroughAsync("reviewing", "published", "archived");
    }

    [SkippableFact]
    public async Task An_entry_that_leaves_stays_visible_takes_no_votes_and_is_not_ranked()
    {
        var contest = await App.OpenContestAsync(new Draft { Entries = 4 });
        var seat = (await App.SeatAsync(contest.Slug, "张伟"))[0];
        await seat.MarkAsync(60, 1, 2, 3, 4);
        var (voter, key) = (contest.NewVoter(), Voter.NewKey());
        var cast = (await voter.CastAsync([1, 3], key)).Is(HttpStatusCode.Created);

        (await WithdrawAsync(contest, 1, " ")).Is(HttpStatusCode.UnprocessableEntity, "invalid-reason");
        (await WithdrawAsync(contest, 9, "材料不实")).Is(HttpStatusCode.NotFound, "not-found");
        (await WithdrawAsync(contest, 1, "材料不实")).Is(HttpStatusCode.NoContent);
        (await WithdrawAsync(contest, 1, "材料不实")).Is(HttpStatusCode.NotFound, "not-found");

        (await contest.NewVoter().CastAsync(1)).Is(HttpStatusCode.UnprocessableEntity, "entry-not-found");
        (await contest.NewVoter().CastAsync(3)).Is(HttpStatusCode.Created);
        // What was acknowledged before is answered as it was.
        Assert.Equal(cast.Bytes, (await voter.CastAsync([1, 3], key)).Bytes);
        Assert.Equal(new Dictionary<int, long> { [3] = 2 }, await contest.VotesAsync());
        var entry = (await contest.GetAsync($"/api/contests/{contest.Slug}/entries/1")).Is(HttpStatusCode.OK);
        Assert.Equal("材料不实", entry["withdrawn"].GetProperty("reason").GetString());
        Assert.Contains("材料不实", (await contest.GetAsync($"/c/{contest.Slug}/e/1")).Is(HttpStatusCode.OK).Text);
        (await seat.SaveAsync(1, new { marks = new { effect = 10 } })).Is(HttpStatusCode.NotFound, "entry-not-assigned");
        (await seat.SubmitAsync()).Is(HttpStatusCode.NoContent);
        await contest.MoveThroughAsync("reviewing", "published");
        (await WithdrawAsync(contest, 2, "材料不实")).Is(HttpStatusCode.Conflict, "wrong-phase");

        var zip = await RealContest.BundleAsync(App, contest.Slug);
        var (reason, verdict) = await Verifying.RunAsync(zip);
        Assert.Equal("ok", reason);
        Assert.Equal([2, 3, 4], verdict!.Standings.SelectMany(group => group.Rows).Select(row => row.Number).Order());
        Assert.Contains("材料不实", Bundle.Read(zip).Text("texts.json"));
        Assert.Contains("材料不实", (await contest.GetAsync($"/c/{contest.Slug}/results")).Text);
    }

    private async Task<Answer> WithdrawAsync(ContestUnderTest contest, int number, string reason) => await Answer.Of(
        (await App.OrganizerAsync()).PostAsJsonAsync($"/api/organizer/contests/{contest.Slug}/entries/{number}/withdrawal", new { reason }));
}

public sealed class EmbeddedPublicityTests(VotingApp app) : PublicityContract(app), IClassFixture<VotingApp>;

public sealed class ServerPublicityTests(ServerApp app) : PublicityContract(app), IClassFixture<ServerApp>;
