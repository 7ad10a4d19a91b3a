using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Voting.Rules.Contests;
using Voting.Server.Tests.App;

namespace Voting.Verify.Tests;

/// <summary>Sealed rules amended on the real server: what may be, what may not, who sees it, and whether outsiders follow. On every backend.</summary>
public abstract class AmendedContestContract(VotingApp app)
{
    private VotingApp App { get; } = app.OnItsEngines();

    [SkippableFact]
    public async Task Voting_goes_on_to_the_later_end_and_the_log_recounts()
    {
        var contest = await App.OpenContestAsync(new Draft { Entries = 4, Lasts = TimeSpan.FromDays(2) });
        var voter = contest.NewVoter();
        (await voter.CastAsync(1)).Is(HttpStatusCode.Created);
        var before = await RulesHashAsync(contest);
        var later = contest.ClosesAt.AddDays(3);

        var plan = (await AmendAsync(contest, new { reason = "受台风影响", closesAt = later }, dryRun: true)).Is(HttpStatusCode.OK);
        Assert.Equal((before, before), (plan["old"].GetString(), await RulesHashAsync(contest)));
        var answer = (await AmendAsync(contest, new { reason = "受台风影响", closesAt = later })).Is(HttpStatusCode.OK);

        Assert.Equal(plan["rules"].GetString(), await RulesHashAsync(contest));
        Assert.Equal(["closesAt"], answer["changes"].EnumerateArray().Select(change => change.GetProperty("field").GetString()));
        App.Clock.Now = contest.ClosesAt.AddHours(1);
        (await voter.CastAsync(1)).Is(HttpStatusCode.Created);
        Assert.Equal("voting", await contest.PhaseAsync());
        App.Clock.Now = later;
        (await voter.CastAsync(2)).Is(HttpStatusCode.Conflict, "voting-closed");
        await contest.WaitForPhaseAsync("reviewing");
        await contest.MoveThroughAsync("published");

        var history = (await contest.GetAsync($"/api/contests/{contest.Slug}/amendments")).Is(HttpStatusCode.OK).Json.EnumerateArray().Single();
        Assert.Equal(
            ("受台风影响", before, answer["rules"].GetString()),
            (history.GetProperty("reason").GetString(), history.GetProperty("old").GetString(), history.GetProperty("rules").GetString()));
        var amend = (await contest.CheckLedgerAsync()).Single("amend");
        Assert.Equal(history.GetProperty("logIndex").GetInt64(), amend.Index);
        var zip = await RealContest.BundleAsync(App, contest.Slug);
        Assert.Equal("ok", (await Verifying.RunAsync(zip, Bundle.Read(zip).Key)).Reason);
        Assert.Contains("受台风影响", Bundle.Read(zip).Text("texts.json"));
    }

    [SkippableFact]
    public async Task Frozen_counts_thaw_before_the_end_and_freeze_again()
    {
        var from = App.Clock.Now.AddHours(1);
        var contest = await App.OpenContestAsync(new Draft { Entries = 4, Visibility = new Visibility(Visibility.Frozen, From: from) });
        (await contest.NewVoter().CastAsync(1)).Is(HttpStatusCode.Created);
        App.Clock.Now = from;
        Assert.Equal(1, (await contest.VotesAsync())[1]);
        (await contest.NewVoter().CastAsync(1)).Is(HttpStatusCode.Created);
        Assert.Equal(1, (await contest.VotesAsync())[1]);
        var frozen = await RealContest.BundleAsync(App, contest.Slug);

        (await AmendAsync(contest, new { reason = "提前揭晓", visibility = new { mode = "live" } })).Is(HttpStatusCode.OK);

        Assert.Equal(2, (await contest.VotesAsync())[1]);
        Assert.Equal("ok", (await Verifying.RunAsync(await RealContest.BundleAsync(App, contest.Slug))).Reason);
        // Back to what it was, byte for byte, but not to the counts of then: what was shown stays shown.
        (await AmendAsync(contest, new { reason = "重新冻结", visibility = new { mode = "frozen", from } })).Is(HttpStatusCode.OK);
        (await contest.NewVoter().CastAsync(1)).Is(HttpStatusCode.Created);
        Assert.Equal(2, (await contest.VotesAsync())[1]);
        Assert.Equal("ok", (await Verifying.RunAsync(await RealContest.BundleAsync(App, contest.Slug))).Reason);
        Assert.Equal("ok", (await Verifying.RunAsync(frozen)).Reason);
    }

    [SkippableFact]
    public async Task A_bundle_of_a_moment_before_the_amendment_has_the_rules_of_then()
    {
        var contest = await App.OpenContestAsync(new Draft { Entries = 4, Visibility = new Visibility(Visibility.Every, Minutes: 60) });
        (await contest.NewVoter().CastAsync(1)).Is(HttpStatusCode.Created);
        App.Clock.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal(1, (await contest.VotesAsync())[1]);
        var before = await RulesHashAsync(contest);

        (await AmendAsync(contest, new { reason = "延期", closesAt = contest.ClosesAt.AddDays(1) })).Is(HttpStatusCode.OK);

        var bundle = Bundle.Read(await RealContest.BundleAsync(App, contest.Slug));
        Assert.Equal(before, Recount.ContestCourse.HashOf(bundle.Files["rules.json"]));
        Assert.Equal("ok", await Verifying.ReasonAsync(bundle));
    }

    [SkippableFact]
    public async Task The_panels_decision_of_a_tie_is_an_amendment_and_decides_it()
    {
        var contest = await App.OpenContestAsync(new Draft { Entries = 4 });
        (await contest.NewVoter().CastAsync(1, 3)).Is(HttpStatusCode.Created);
        (await AmendAsync(contest, new { reason = "抽签", tieDecision = new[] { 3, 1 } })).Is(HttpStatusCode.UnprocessableEntity, "invalid-amendment");
        await contest.MoveThroughAsync("reviewing");
        Assert.Equal(new[] { 1, 1 }, await RanksAsync(contest, 1, 3));

        (await AmendAsync(contest, new { reason = "评审组复议", tieDecision = new[] { 3, 9 } })).Is(HttpStatusCode.UnprocessableEntity, "invalid-amendment");
        (await AmendAsync(contest, new { reason = "评审组复议", tieDecision = new[] { 3, 1 } })).Is(HttpStatusCode.OK);

        Assert.Equal(new[] { 2, 1 }, await RanksAsync(contest, 1, 3));
        await contest.MoveThroughAsync("published");
        var zip = await RealContest.BundleAsync(App, contest.Slug);
        Assert.Equal("ok", (await Verifying.RunAsync(zip)).Reason);
        Assert.Contains("\"tieStep\":\"decision\"", Bundle.Read(zip).Text("result.json"));
    }

    [SkippableFact]
    public async Task What_an_amendment_must_not_do_is_refused_by_its_field()
    {
        var contest = await App.ExhibitContestAsync(new Draft { Entries = 4 });
        (await AmendAsync(contest, new { reason = "延期", closesAt = contest.ClosesAt.AddDays(1) })).Is(HttpStatusCode.Conflict, "wrong-phase");
        await contest.MoveThroughAsync("voting");
        var hash = await RulesHashAsync(contest);
        (string Field, string Problem, object Body)[] wrong =
        [
            ("closesAt", "earlier", new { reason = "提前", closesAt = contest.ClosesAt.AddDays(-1) }),
            ("closesAt", "range", new { reason = "延期", closesAt = contest.ClosesAt.AddDays(91) }),
            ("reason", "required", new { reason = " ", closesAt = contest.ClosesAt.AddDays(1) }),
            ("reason", "length", new { reason = new string('长', 2001), closesAt = contest.ClosesAt.AddDays(1) }),
            ("visibility.mode", "unknown", new { reason = "改", visibility = new { mode = "none" } }),
            ("visibility", "earlier", new { reason = "改", visibility = new { mode = "frozen", from = App.Clock.Now.AddHours(-1) } }),
            ("publicity.workingDays", "range", new { reason = "改", publicity = new { workingDays = -1, holidays = Array.Empty<string>() } }),
            ("publicity.holidays", "order", new { reason = "改", publicity = new { workingDays = 1, holidays = new[] { "2030-01-02", "2030-01-01" } } }),
            ("changes", "required", new { reason = "改", visibility = new { mode = "live" } }),
        ];
        foreach (var (field, problem, body) in wrong)
        {
            var error = (await AmendAsync(contest, body)).Is(HttpStatusCode.UnprocessableEntity, "invalid-amendment")["errors"][0];
            Assert.Equal((field, problem), (error.GetProperty("field").GetString(), error.GetProperty("problem").GetString()));
        }

        // What is sealed is no member of the request at all.
        (await AmendAsync(contest, new { reason = "改", rules = new { score = new { publicWeight = 1, expertWeight = 0 } } })).Is(HttpStatusCode.UnprocessableEntity, "invalid-request");
        (await AmendAsync(contest, new { reason = "改", publicity = new { workingDays = 3, holidays = Array.Empty<string>() } })).Is(HttpStatusCode.OK);
        (await AmendAsync(contest, new { reason = "改", publicity = new { workingDays = 2, holidays = Array.Empty<string>() } })).Is(HttpStatusCode.UnprocessableEntity, "invalid-amendment");
        Assert.NotEqual(hash, await RulesHashAsync(contest));
        await contest.MoveThroughAsync("reviewing");
        (await AmendAsync(contest, new { reason = "延期", closesAt = contest.ClosesAt.AddDays(1) })).Is(HttpStatusCode.UnprocessableEntity, "invalid-amendment");
        Assert.Equal(1, (await contest.CheckLedgerAsync()).LeafTypes.Count(type => type == "amend"));
    }

    private async Task<Answer> AmendAsync(ContestUnderTest contest, object body, bool dryRun = false) => await Answer.Of(
        (await App.OrganizerAsync()).PatchAsJsonAsync($"/api/organizer/contests/{contest.Slug}{(dryRun ? "?dryRun=true" : "")}", body));

    private static async Task<string> RulesHashAsync(ContestUnderTest contest)
    {
        var hash = (await contest.GetAsync($"/api/contests/{contest.Slug}"))["rulesHash"].GetString()!;
        Assert.Equal(hash, Recount.ContestCourse.HashOf((await contest.GetAsync($"/log/{contest.Slug}/rules.json")).Bytes));
        return hash;
    }

    private static async Task<int[]> RanksAsync(ContestUnderTest contest, params int[] numbers)
    {
        var rows = (await contest.LeaderboardAsync())["groups"].EnumerateArray().SelectMany(group => group.GetProperty("rows").EnumerateArray()).ToList();
        return [.. numbers.Select(number => rows.Single(row => row.GetProperty("number").GetInt32() == number).GetProperty("rank").GetInt32())];
    }
}

public sealed class EmbeddedAmendedContestTests(VotingApp app) : AmendedContestContract(app), IClassFixture<VotingApp>;

public sealed class ServerAmendedContestTests(ServerApp app) : AmendedContestContract(app), IClassFixture<ServerApp>;
