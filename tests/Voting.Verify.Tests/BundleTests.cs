using System.Net;
using Voting.Server.Tests.App;

namespace Voting.Verify.Tests;

/// <summary>What the real server publishes, an outsider can recount.</summary>
[Collection(RealContest.Collection)]
public sealed class BundleTests(RealContest real)
{
    [Fact]
    public async Task A_running_contest_is_consistent_so_far()
    {
        var (reason, verdict) = await Verifying.RunAsync(real.Running, Bundle.Read(real.Running).Key);

        Assert.Equal("ok", reason);
        Assert.Equal((12, 12, 24), (verdict!.Replay.Ballots, verdict.Voters, verdict.Replay.Votes.Values.Sum()));
        Assert.StartsWith("consistent so far", verdict.ToReport());
    }

    [Fact]
    public async Task The_places_are_those_of_the_board()
    {
        var (reason, verdict) = await Verifying.RunAsync(real.Reviewed, Bundle.Read(real.Reviewed).Key);

        Assert.Equal("ok", reason);
        var board = (await real.Contest.LeaderboardAsync()).Is(HttpStatusCode.OK);
        Recount.BoardFile.Compare(board.Bytes, verdict!.Standings);
        Assert.Equal(36, verdict.Replay.Ballots);
        Assert.Equal(board.Json.GetProperty("groups")[0].GetProperty("rows")[0].GetProperty("number").GetInt32(), verdict.Standings[0].Rows[0].Number);
    }

    [Fact]
    public async Task A_board_that_shows_another_count_is_refused()
    {
        var (_, verdict) = await Verifying.RunAsync(real.Reviewed);
        var board = (await real.Contest.LeaderboardAsync()).Text;

        var changed = System.Text.RegularExpressions.Regex.Replace(board, "\"votes\":(\\d)", "\"votes\":1$1");

        var refused = Assert.Throws<RefusedException>(() => Recount.BoardFile.Compare(System.Text.Encoding.UTF8.GetBytes(changed), verdict!.Standings));
        Assert.Equal("board-mismatch", refused.Reason);
    }

    [Fact]
    public async Task The_log_continues_what_was_kept()
    {
        var kept = Bundle.Read(real.Running).Files["checkpoint"];

        var (reason, verdict) = await Verifying.RunAsync(real.Reviewed, null, kept);

        Assert.Equal(("ok", 1), (reason, verdict!.Earlier));
        Assert.Equal("since-larger", (await Verifying.RunAsync(real.Running, null, Bundle.Read(real.Reviewed).Files["checkpoint"])).Reason);
    }

    [Fact]
    public async Task Before_voting_there_is_a_log_and_nothing_sealed()
    {
        await using var app = await VotingApp.StartAsync();
        var contest = await app.ExhibitContestAsync();

        var zip = await RealContest.BundleAsync(app, contest.Slug);

        Assert.Equal("ok", (await Verifying.RunAsync(zip)).Reason);
        Assert.DoesNotContain("rules.json", Bundle.Read(zip).Files.Keys);
        (await contest.GetAsync("/log/no-such-contest/bundle")).Is(HttpStatusCode.NotFound, "contest-not-found");
    }

    [Fact]
    public async Task A_published_result_is_verified_and_stays_so_when_the_contest_is_archived()
    {
        await using var app = await VotingApp.StartAsync();
        var contest = await app.OpenContestAsync();
        for (var i = 1; i <= 7; i++)
            (await contest.NewVoter().CastAsync(i, i % 3 + 8)).Is(HttpStatusCode.Created);
        await contest.MoveThroughAsync("reviewing", "published");
        var published = await RealContest.BundleAsync(app, contest.Slug);
        await contest.MoveThroughAsync("archived");
        var archived = await RealContest.BundleAsync(app, contest.Slug);

        foreach (var (zip, isDestroyed) in new[] { (published, false), (archived, true) })
        {
            var (reason, verdict) = await Verifying.RunAsync(zip, Bundle.Read(published).Key);
            Assert.Equal(("ok", true, isDestroyed), (reason, verdict?.HasResult ?? false, verdict?.Replay.Course.IsKeyDestroyed ?? false));
            Assert.StartsWith("verified", verdict!.ToReport());
        }

        var lie = Bundle.Read(published);
        lie.Files["result.json"] = System.Text.Encoding.UTF8.GetBytes(lie.Text("result.json").Replace("\"votes\":1", "\"votes\":2"));
        Assert.Equal("seal-mismatch", await Verifying.ReasonAsync(lie.Sum()));
    }

    [SkippableFact]
    public async Task A_box_that_was_filled_anew_leaves_epochs_in_the_log()
    {
        await using var app = await VotingApp.StartAsync(Backend.Server);
        var contest = await app.OpenContestAsync();
        for (var epoch = 0; epoch < 3; epoch++)
        {
            for (var i = 0; i < 4; i++)
                await CastSoonAsync(contest.NewVoter(), 1 + i);
            await (await RealEngines.RedisAsync()).FlushAllAsync();
        }

        await CastSoonAsync(contest.NewVoter(), 1);
        var (reason, verdict) = await Verifying.RunAsync(await RealContest.BundleAsync(app, contest.Slug));

        Assert.Equal(("ok", 13), (reason, verdict!.Replay.Ballots));
        Assert.Equal(3, Bundle.Read(await RealContest.BundleAsync(app, contest.Slug)).Leaves()
            .Count(leaf => System.Text.Encoding.UTF8.GetString(leaf).Contains("\"rebuild\"", StringComparison.Ordinal)));
    }

    private static async Task CastSoonAsync(Voter voter, int entry)
    {
        var key = Voter.NewKey();
        for (var tries = 0; (await voter.CastAsync([entry], key)).Status != HttpStatusCode.Created; tries++)
        {
            Assert.True(tries < 200, "The box did not come back.");
            await Task.Delay(50);
        }
    }
}
