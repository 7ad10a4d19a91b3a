using System.Net;
using System.Net.Http.Json;
using Voting.Server.Tests.App;

namespace Voting.Verify.Tests;

/// <summary>Ballots held, voided and restored on the real server, recounted by the verifier at every step. On every backend.</summary>
public abstract class ReviewedContestContract(VotingApp app)
{
    private VotingApp App { get; } = app.OnItsEngines();

    [SkippableFact]
    public async Task The_verifier_counts_what_review_left_and_tells_what_it_did()
    {
        var contest = await App.OpenContestAsync(new Draft { Entries = 4 });
        for (var i = 0; i < 5; i++)
            (await contest.NewVoter(i < 3 ? "203.0.113.9" : null).CastAsync(1, i < 2 ? 2 : 3)).Is(HttpStatusCode.Created);
        var second = await App.JoinedAsync(contest.Slug, "organizer");

        await ReviewAsync(contest, second, new { addressPrefix = "203.0.113.0/24" }, "hold");
        await CountsAsync(contest, held: 3, voided: 0);
        await ReviewAsync(contest, second, new { state = "held" }, "void");
        await CountsAsync(contest, held: 0, voided: 3);
        await ReviewAsync(contest, second, new { entry = 3, state = "voided" }, "restore");
        await CountsAsync(contest, held: 0, voided: 2);
        Assert.Equal(new Dictionary<int, long> { [1] = 3, [3] = 3 }, await contest.VotesAsync());

        await contest.MoveThroughAsync("reviewing", "published");

        var verdict = await CountsAsync(contest, held: 0, voided: 2);
        var first = verdict.Standings.SelectMany(group => group.Rows).Single(row => row.Number == 1);
        Assert.Equal((3, 1), (first.Votes, first.Rank));
        Assert.Equal(3, (await contest.VotesAsync())[1]);
    }

    private async Task<Recount.Verdict> CountsAsync(ContestUnderTest contest, long held, long voided)
    {
        var (reason, verdict) = await Verifying.RunAsync(await RealContest.BundleAsync(App, contest.Slug));
        Assert.Equal("ok", reason);
        Assert.Equal((held, voided), (verdict!.Replay.Reviews.Held, verdict.Replay.Reviews.Voided));
        var shown = await contest.VotesAsync();
        Assert.All(verdict.Standings.SelectMany(group => group.Rows), row => Assert.Equal(shown.GetValueOrDefault(row.Number), row.Votes));
        return verdict;
    }

    private async Task ReviewAsync(ContestUnderTest contest, Person second, object filter, string action)
    {
        var url = $"/api/organizer/contests/{contest.Slug}/review";
        var proposal = (await Answer.Of((await App.OrganizerAsync()).PostAsJsonAsync(url, new { filter, action, reason = "核实后处理" })))
            .Is(HttpStatusCode.Created);
        (await Answer.Of(second.Http.PostAsync($"{url}/{proposal["id"].GetInt64()}/approval", null))).Is(HttpStatusCode.OK);
    }
}

public sealed class EmbeddedReviewedContestTests(VotingApp app) : ReviewedContestContract(app), IClassFixture<VotingApp>;

public sealed class ServerReviewedContestTests(ServerApp app) : ReviewedContestContract(app), IClassFixture<ServerApp>;
