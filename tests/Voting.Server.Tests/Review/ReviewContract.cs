using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using Voting.Rules.Contests;
using Voting.Server.Ledger;
using Voting.Server.Tests.App;
using Microsoft.Extensions.DependencyInjection;

namespace Voting.Server.Tests.Review;

/// <summary>Holding, voiding and restoring ballots: who may, what it does to counts and places, and what everybody sees of it.</summary>
public abstract class ReviewContract(VotingApp app)
{
    private const string Why = "Cast by a script from one network.";

    protected VotingApp App { get; } = app.OnItsEngines();

    [SkippableFact]
    public async Task A_voided_ballot_counts_no_more_and_a_restored_one_again()
    {
        var contest = await App.OpenContestAsync();
        var (suspect, honest) = (contest.NewVoter("203.0.113.9"), contest.NewVoter("198.51.100.4"));
        var key = Voter.NewKey();
        var cast = (await suspect.CastAsync([1, 2], key)).Is(HttpStatusCode.Created);
        (await honest.CastAsync(1)).Is(HttpStatusCode.Created);
        var second = await App.JoinedAsync(contest.Slug, "organizer");

        var filter = new { ballotIds = new[] { cast["ballotId"].GetString() } };
        var preview = (await ReviewAsync(contest, filter, "void", dryRun: true)).Is(HttpStatusCode.OK);
        Assert.Equal((1, 0, 2), (preview["ballots"].GetInt32(), preview["skipped"].GetInt32(), preview["votes"].GetInt32()));
        Assert.Equal([(1, 2L, 1L), (2, 1L, 0L)], preview["entries"].EnumerateArray().Select(Change));
        Assert.Equal(new Dictionary<int, long> { [1] = 2, [2] = 1 }, await contest.VotesAsync());

        var proposal = (await ReviewAsync(contest, filter, "void")).Is(HttpStatusCode.Created);
        Assert.Equal("open", proposal["state"].GetString());
        Assert.Equal(new Dictionary<int, long> { [1] = 2, [2] = 1 }, await contest.VotesAsync());
        Assert.Equal("done", (await ApproveAsync(second.Http, contest, proposal)).Is(HttpStatusCode.OK)["state"].GetString());

        Assert.Equal(new Dictionary<int, long> { [1] = 1 }, await contest.VotesAsync());
        var state = await StateAsync(contest, cast);
        Assert.Equal(("voided", Why, "manual"), (state["state"].GetString(), state["reason"].GetString(), state["rule"].GetString()));
        Assert.Equal(("valid", 2, 1, 1), await CountsAsync(contest));
        // No second chance: the votes are used up, and the same key gets the same answer.
        (await suspect.CastAsync(1)).Is(HttpStatusCode.Conflict, "already-voted");
        Assert.Equal(8, await suspect.RemainingAsync());
        Assert.Equal(cast.Bytes, (await suspect.CastAsync([1, 2], key)).Bytes);

        await DoneAsync(second.Http, contest, new { state = "voided" }, "restore");
        Assert.Equal(new Dictionary<int, long> { [1] = 2, [2] = 1 }, await contest.VotesAsync());
        Assert.Equal("valid", (await StateAsync(contest, cast))["state"].GetString());
        var ledger = await contest.CheckLedgerAsync();
        Assert.Equal(["void", "restore"], ledger.LeafTypes.Where(type => type is "void" or "restore" or "hold"));
        Assert.Equal(2, ledger.Single("void").Json.GetProperty("a").EnumerateArray().Distinct().Count());
        Assert.Equal(cast["logIndex"].GetInt64(), ledger.Single("void").Json.GetProperty("i").GetInt64());
    }

    [SkippableFact]
    public async Task A_held_ballot_counts_and_its_voter_is_told()
    {
        var contest = await App.OpenContestAsync();
        var cast = (await contest.NewVoter().CastAsync(3)).Is(HttpStatusCode.Created);
        var second = await App.JoinedAsync(contest.Slug, "organizer");

        await DoneAsync(second.Http, contest, new { entry = 3 }, "hold");

        Assert.Equal(new Dictionary<int, long> { [3] = 1 }, await contest.VotesAsync());
        Assert.Equal("held", (await StateAsync(contest, cast))["state"].GetString());
        var counts = (await contest.GetAsync($"/api/contests/{contest.Slug}/review")).Is(HttpStatusCode.OK);
        Assert.Equal((1, 1, 1, 0), (Number(counts, "received"), Number(counts, "valid"), Number(counts, "held"), Number(counts, "voided")));
        Assert.Equal(1, (await ReviewAsync(contest, new { entry = 3 }, "hold", dryRun: true))["skipped"].GetInt32());
        await contest.CheckLedgerAsync();
    }

    [SkippableFact]
    public async Task Nothing_happens_without_a_second_organizer()
    {
        var contest = await App.OpenContestAsync();
        await contest.NewVoter().CastAsync(1);
        var proposal = (await ReviewAsync(contest, new { entry = 1 }, "void")).Is(HttpStatusCode.Created);
        var auditor = await App.JoinedAsync(contest.Slug, "auditor");
        var elsewhere = await App.JoinedAsync((await App.ExhibitContestAsync()).Slug, "organizer");

        (await ApproveAsync(await App.OrganizerAsync(), contest, proposal)).Is(HttpStatusCode.Conflict, "own-proposal");
        (await ApproveAsync(auditor.Http, contest, proposal)).Is(HttpStatusCode.Forbidden, "not-allowed");
        (await ApproveAsync(elsewhere.Http, contest, proposal)).Is(HttpStatusCode.Forbidden, "not-allowed");
        (await ApproveAsync(App.NewClient(), contest, proposal)).Is(HttpStatusCode.Unauthorized, "sign-in-required");

        Assert.Equal(1, (await contest.VotesAsync())[1]);
        (await DeclineAsync(await App.OrganizerAsync(), contest, proposal)).Is(HttpStatusCode.NoContent);
        var second = await App.JoinedAsync(contest.Slug, "organizer");
        (await ApproveAsync(second.Http, contest, proposal)).Is(HttpStatusCode.Conflict, "already-decided");
        Assert.Equal(1, (await contest.VotesAsync())[1]);
        Assert.DoesNotContain("void", (await contest.CheckLedgerAsync()).LeafTypes);
    }

    [SkippableFact]
    public async Task What_is_proposed_are_the_ballots_of_then()
    {
        var contest = await App.OpenContestAsync();
        await contest.NewVoter().CastAsync(1);
        var proposal = (await ReviewAsync(contest, new { entry = 1 }, "void")).Is(HttpStatusCode.Created);
        (await contest.NewVoter().CastAsync(1)).Is(HttpStatusCode.Created);
        var second = await App.JoinedAsync(contest.Slug, "organizer");
        (await ApproveAsync(second.Http, contest, proposal)).Is(HttpStatusCode.OK);
        Assert.Equal(1, (await contest.VotesAsync())[1]);
    }

    [SkippableFact]
    public async Task Every_condition_of_a_filter_narrows_it()
    {
        var contest = await App.OpenContestAsync();
        (await contest.NewVoter("203.0.113.9").CastAsync(1)).Is(HttpStatusCode.Created);
        (await contest.NewVoter("203.0.113.77").CastAsync(1, 2)).Is(HttpStatusCode.Created);
        (await contest.NewVoter("2001:db8:5:1::7").CastAsync(2)).Is(HttpStatusCode.Created);
        var between = App.Clock.Now.AddMilliseconds(500);
        App.Clock.Advance(TimeSpan.FromSeconds(1));
        (await contest.NewVoter("2001:db8:5:9::1").CastAsync(3)).Is(HttpStatusCode.Created);

        foreach (var (filter, ballots) in new (object, int)[]
        {
            (new { entry = 1 }, 2), (new { entry = 2, addressPrefix = "203.0.113.0/24" }, 1), (new { addressPrefix = "203.0.113.9" }, 1),
            (new { addressPrefix = "::ffff:203.0.113.9" }, 1), (new { addressPrefix = "203.0.113.0/24" }, 2), (new { addressPrefix = "203.0.114.0/24" }, 0),
            (new { addressPrefix = "2001:db8:5::/48" }, 2), (new { addressPrefix = "2001:db8:5:9::/64" }, 1), (new { addressPrefix = "2001:db8:5:9:ffff::2" }, 1),
            (new { channel = "device" }, 4), (new { channel = "phone" }, 0), (new { from = between }, 1), (new { to = between }, 3),
            (new { from = between, entry = 1 }, 0), (new { rule = "R1" }, 0), (new { finding = 1_000_000 }, 0), (new { state = "valid" }, 4), (new { state = "held" }, 0),
        })
        {
            var preview = (await ReviewAsync(contest, filter, "hold", dryRun: true)).Is(HttpStatusCode.OK);
            Assert.True(ballots == preview["ballots"].GetInt32(), $"{JsonSerializer.Serialize(filter)}: {preview.Text}");
        }
    }

    [SkippableFact]
    public async Task What_can_not_be_meant_is_refused_with_its_field()
    {
        var contest = await App.OpenContestAsync();
        await contest.NewVoter().CastAsync(1);
        foreach (var (filter, field) in new (object, string)[]
        {
            (new { }, "filter"), (new { entry = 99 }, "filter.entry"), (new { channel = "fax" }, "filter.channel"),
            (new { addressPrefix = "203.0.113.0/8" }, "filter.addressPrefix"), (new { addressPrefix = "here" }, "filter.addressPrefix"),
            (new { from = App.Clock.Now, to = App.Clock.Now }, "filter.to"), (new { state = "odd" }, "filter.state"),
            (new { ballotIds = Array.Empty<string>() }, "filter.ballotIds"), (new { ballotIds = new[] { "x" } }, "filter.ballotIds"),
        })
        {
            var refused = (await ReviewAsync(contest, filter, "void", dryRun: true)).Is(HttpStatusCode.UnprocessableEntity, "invalid-review");
            Assert.Equal(field, refused["errors"][0].GetProperty("field").GetString());
        }

        (await ReviewAsync(contest, new { entry = 1 }, "delete", dryRun: true)).Is(HttpStatusCode.UnprocessableEntity, "invalid-review");
        (await ReviewAsync(contest, new { entry = 1 }, "void", reason: " ")).Is(HttpStatusCode.UnprocessableEntity, "invalid-review");
        (await ReviewAsync(contest, new { entry = 1 }, "void", reason: new string('x', 2001))).Is(HttpStatusCode.UnprocessableEntity, "invalid-review");
        (await ReviewAsync(contest, new { entry = 2 }, "void")).Is(HttpStatusCode.Conflict, "no-ballots");
        (await ReviewAsync(contest, new { entry = 1, more = 1 }, "void")).Is(HttpStatusCode.UnprocessableEntity, "invalid-request");
        (await ReviewAsync(await App.ExhibitContestAsync(), new { entry = 1 }, "void")).Is(HttpStatusCode.Conflict, "wrong-phase");
    }

    [SkippableFact]
    public async Task Of_racing_approvals_one_is_carried_out_and_no_ballot_is_voided_twice()
    {
        var contest = await App.OpenContestAsync();
        for (var i = 0; i < 6; i++)
            (await contest.NewVoter().CastAsync(1)).Is(HttpStatusCode.Created);
        var (second, third) = (await App.JoinedAsync(contest.Slug, "organizer"), await App.JoinedAsync(contest.Slug, "organizer"));
        var one = (await ReviewAsync(contest, new { entry = 1 }, "void")).Is(HttpStatusCode.Created);
        var other = (await ReviewAsync(contest, new { entry = 1 }, "void")).Is(HttpStatusCode.Created);

        var answers = await Task.WhenAll(
            ApproveAsync(second.Http, contest, one), ApproveAsync(third.Http, contest, one), DeclineAsync(second.Http, contest, one),
            ApproveAsync(third.Http, contest, other));

        Assert.Single(answers.Take(3), answer => answer.Status is HttpStatusCode.OK or HttpStatusCode.NoContent);
        Assert.Equal(2, answers.Take(3).Count(answer => answer.Code == "already-decided"));
        Assert.Empty(await contest.VotesAsync());
        Assert.Equal(6, (await contest.CheckLedgerAsync()).LeafTypes.Count(type => type == "void"));
    }

    [SkippableFact]
    public async Task Publication_waits_for_proposals_and_the_result_counts_what_is_valid()
    {
        var contest = await App.OpenContestAsync();
        for (var i = 0; i < 3; i++)
            (await contest.NewVoter("203.0.113.9").CastAsync(1)).Is(HttpStatusCode.Created);
        for (var i = 0; i < 2; i++)
            (await contest.NewVoter().CastAsync(3)).Is(HttpStatusCode.Created);
        await contest.MoveThroughAsync("reviewing");
        var second = await App.JoinedAsync(contest.Slug, "organizer");
        var preview = await ReviewAsync(contest, new { addressPrefix = "203.0.113.9" }, "void", dryRun: true);
        Assert.Contains((1, 1L, 2L), preview["places"].EnumerateArray().Select(Place));

        var proposal = await ReviewAsync(contest, new { addressPrefix = "203.0.113.9" }, "void");
        (await contest.MoveAsync("published")).Is(HttpStatusCode.Conflict, "review-open");
        (await ApproveAsync(second.Http, contest, proposal)).Is(HttpStatusCode.OK);
        await contest.MoveThroughAsync("published");

        var result = await contest.GetAsync($"/log/{contest.Slug}/result.json");
        var winner = result["groups"][0].GetProperty("rows")[0];
        Assert.Equal((3, 2), (winner.GetProperty("number").GetInt32(), winner.GetProperty("votes").GetInt32()));
        Assert.Equal(new Dictionary<int, long> { [3] = 2 }, await contest.VotesAsync());
        (await ReviewAsync(contest, new { state = "voided" }, "restore")).Is(HttpStatusCode.Conflict, "wrong-phase");
        var counts = (await contest.GetAsync($"/api/contests/{contest.Slug}/review")).Is(HttpStatusCode.OK);
        Assert.Contains((1, 3L, 0L), counts["entries"].EnumerateArray().Select(Received));
        Assert.Equal(Why, counts["acts"][0].GetProperty("reason").GetString());

        await contest.MoveThroughAsync("archived");
        await using var database = App.OpenDatabase();
        Assert.Equal(0, await database.ExecuteScalarAsync<long>(
            "SELECT count(*) FROM ballots b JOIN contests c ON c.id = b.contest_id WHERE c.slug = @Slug AND b.trace IS NOT NULL", contest));
    }

    [SkippableFact]
    public async Task Frozen_counts_do_not_tell_of_a_review_after_the_freeze()
    {
        var from = App.Clock.Now.AddHours(1);
        var contest = await App.OpenContestAsync(new Draft { Visibility = new Visibility(Visibility.Frozen, From: from) });
        await contest.NewVoter().CastAsync(1);
        await contest.NewVoter().CastAsync(1);
        App.Clock.Now = from;
        Assert.Equal(2, (await contest.VotesAsync())[1]);
        var second = await App.JoinedAsync(contest.Slug, "organizer");

        await DoneAsync(second.Http, contest, new { entry = 1 }, "void");

        Assert.Equal(2, (await contest.VotesAsync())[1]);
        var counts = (await contest.GetAsync($"/api/contests/{contest.Slug}/review")).Is(HttpStatusCode.OK);
        Assert.Equal((2, 0), (Number(counts, "valid"), Number(counts, "voided")));
        Assert.Empty(counts["acts"].EnumerateArray());
        await contest.MoveThroughAsync("reviewing", "published");
        Assert.Empty(await contest.VotesAsync());
    }

    [SkippableFact]
    public async Task Hidden_counts_are_hidden_here_too()
    {
        var contest = await App.OpenContestAsync(new Draft { Visibility = new Visibility(Visibility.Hidden) });
        await contest.NewVoter().CastAsync(1);
        (await contest.GetAsync($"/api/contests/{contest.Slug}/review")).Is(HttpStatusCode.Forbidden, "not-yet-revealed");
    }

    [SkippableFact]
    public async Task A_review_that_was_cut_off_is_finished()
    {
        await using var own = await VotingApp.StartAsync(App.Backend, ("Review:ScanInterval", "00:00:00.200"));
        var contest = await own.OpenContestAsync();
        for (var i = 0; i < 3; i++)
            (await contest.NewVoter().CastAsync(1)).Is(HttpStatusCode.Created);
        var second = await own.JoinedAsync(contest.Slug, "organizer");
        var proposal = (await ReviewAsync(contest, new { entry = 1 }, "void", app: own)).Is(HttpStatusCode.Created);
        var (acts, isBroken) = (0, true);
        own.Services.GetRequiredService<LedgerConnection>().Fault = moment =>
            moment == LedgerConnection.CommitMoment.BeforeCommit && ++acts > 1 && isBroken ? throw new IOException("cut off") : Task.CompletedTask;

        (await ApproveAsync(second.Http, contest, proposal)).Is(HttpStatusCode.ServiceUnavailable, "not-saved");

        Assert.Equal(3, (await contest.VotesAsync())[1]);
        isBroken = false;
        for (var tries = 0; (await contest.VotesAsync()).Count > 0; tries++)
        {
            Assert.True(tries < 100, "The approved review was not carried out.");
            await Task.Delay(50);
        }

        Assert.Equal(3, (await contest.CheckLedgerAsync()).LeafTypes.Count(type => type == "void"));
    }

    private async Task<Answer> ReviewAsync(
        ContestUnderTest contest, object filter, string action, bool dryRun = false, string reason = Why, VotingApp? app = null) =>
        await Answer.Of((await (app ?? App).OrganizerAsync()).PostAsJsonAsync(
            $"/api/organizer/contests/{contest.Slug}/review", new { filter, action, reason, dryRun }));

    private static Task<Answer> ApproveAsync(HttpClient second, ContestUnderTest contest, Answer proposal) => Answer.Of(second.PostAsync(
        $"/api/organizer/contests/{contest.Slug}/review/{proposal["id"].GetInt64()}/approval", null));

    private static Task<Answer> DeclineAsync(HttpClient by, ContestUnderTest contest, Answer proposal) => Answer.Of(by.DeleteAsync(
        $"/api/organizer/contests/{contest.Slug}/review/{proposal["id"].GetInt64()}"));

    private async Task DoneAsync(HttpClient second, ContestUnderTest contest, object filter, string action)
    {
        var proposal = (await ReviewAsync(contest, filter, action)).Is(HttpStatusCode.Created);
        Assert.Equal("done", (await ApproveAsync(second, contest, proposal)).Is(HttpStatusCode.OK)["state"].GetString());
    }

    private static async Task<Answer> StateAsync(ContestUnderTest contest, Answer cast) =>
        (await contest.GetAsync($"/api/contests/{contest.Slug}/ballots/{cast["ballotId"].GetString()}")).Is(HttpStatusCode.OK);

    private static async Task<(string, long, long, long)> CountsAsync(ContestUnderTest contest)
    {
        var counts = (await contest.GetAsync($"/api/contests/{contest.Slug}/review")).Is(HttpStatusCode.OK);
        return ("valid", Number(counts, "received"), Number(counts, "valid"), Number(counts, "voided"));
    }

    private static long Number(Answer answer, string member) => answer[member].GetInt64();

    private static (int, long, long) Change(JsonElement change) =>
        (change.GetProperty("number").GetInt32(), change.GetProperty("before").GetInt64(), change.GetProperty("after").GetInt64());

    private static (int, long, long) Place(JsonElement move) => Change(move);

    private static (int, long, long) Received(JsonElement entry) =>
        (entry.GetProperty("number").GetInt32(), entry.GetProperty("received").GetInt64(), entry.GetProperty("valid").GetInt64());
}

public sealed class EmbeddedReviewTests(VotingApp app) : ReviewContract(app), IClassFixture<VotingApp>;

public sealed class ServerReviewTests(ServerApp app) : ReviewContract(app), IClassFixture<ServerApp>;
