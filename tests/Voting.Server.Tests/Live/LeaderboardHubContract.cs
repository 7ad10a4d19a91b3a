using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Live;

/// <summary>What watching screens are sent, on every backend.</summary>
public abstract class LeaderboardHubContract(VotingApp app)
{
    protected VotingApp App { get; } = app.OnItsEngines();

    [SkippableFact]
    public async Task Watching_returns_the_board_as_it_stands()
    {
        var contest = await App.OpenContestAsync();
        await contest.NewVoter().CastAsync(2);
        await using var hub = await HubClient.ConnectAsync(App);

        var snapshot = (await hub.InvokeAsync("Watch", contest.Slug)).GetProperty("result");

        var board = (await contest.LeaderboardAsync()).Json;
        Assert.Equal(JsonSerializer.Serialize(board), JsonSerializer.Serialize(snapshot));
    }

    [SkippableFact]
    public async Task A_vote_moves_a_watching_board_with_the_step_it_makes()
    {
        var contest = await App.OpenContestAsync();
        await using var hub = await HubClient.ConnectAsync(App);
        var known = await WatchAsync(hub, contest);

        var started = TimeProvider.System.GetTimestamp();
        await contest.NewVoter().CastAsync(4, 6);
        var (target, change) = await hub.NextAsync();

        Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(10));
        Assert.Equal("Changed", target);
        Assert.Equal(contest.Slug, change.GetProperty("contest").GetString());
        Assert.Equal(known, change.GetProperty("previousVersion").GetInt64());
        Assert.True(change.GetProperty("version").GetInt64() > known);
        var rows = change.GetProperty("rows").EnumerateArray().ToDictionary(row => row.GetProperty("number").GetInt32());
        Assert.Equal(1, rows[4].GetProperty("votes").GetInt64());
        Assert.Equal(1, rows[6].GetProperty("votes").GetInt64());
    }

    [SkippableFact]
    public async Task Two_hundred_votes_come_as_few_messages_that_lead_to_the_board()
    {
        var contest = await App.OpenContestAsync();
        await using var hub = await HubClient.ConnectAsync(App);
        var version = await WatchAsync(hub, contest);
        var votes = new Dictionary<int, long>();

        var casting = Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(() => contest.NewVoter().CastAsync(1 + i % 10))));
        var messages = 0;
        while (votes.Values.Sum() < 200)
        {
            var (target, change) = await hub.NextAsync();
            Assert.Equal("Changed", target);
            Assert.Equal(version, change.GetProperty("previousVersion").GetInt64());
            version = change.GetProperty("version").GetInt64();
            foreach (var row in change.GetProperty("rows").EnumerateArray())
                votes[row.GetProperty("number").GetInt32()] = row.GetProperty("votes").GetInt64();
            messages++;
        }

        Assert.All(await casting, answer => answer.Is(HttpStatusCode.Created));
        Assert.InRange(messages, 1, 40);
        Assert.Equal(await contest.VotesAsync(), votes);
        Assert.Equal((await contest.LeaderboardAsync())["version"].GetInt64(), version);
    }

    [SkippableFact]
    public async Task A_change_of_phase_comes_as_a_whole_board()
    {
        var contest = await App.OpenContestAsync();
        await using var hub = await HubClient.ConnectAsync(App);
        await WatchAsync(hub, contest);

        await contest.MoveThroughAsync("reviewing");

        var (target, board) = await hub.NextAsync();
        Assert.Equal("Snapshot", target);
        Assert.Equal("reviewing", board.GetProperty("phase").GetString());
        Assert.Equal(2, board.GetProperty("groups").GetArrayLength());
    }

    [SkippableFact]
    public async Task Watchers_of_another_contest_hear_nothing()
    {
        var (contest, other) = (await App.OpenContestAsync(), await App.OpenContestAsync());
        await using var hub = await HubClient.ConnectAsync(App);
        await WatchAsync(hub, other);

        await contest.NewVoter().CastAsync(1);
        await Task.Delay(600);
        await other.NewVoter().CastAsync(1);

        Assert.Equal(other.Slug, (await hub.NextAsync()).Argument.GetProperty("contest").GetString());
    }

    [SkippableFact]
    public async Task There_is_no_board_of_an_unknown_contest()
    {
        await using var hub = await HubClient.ConnectAsync(App);
        var answer = await hub.InvokeAsync("Watch", "no-such-contest");
        Assert.Contains("contest-not-found", answer.GetProperty("error").GetString());
    }

    [SkippableTheory]
    [InlineData("Cast")]
    [InlineData("Changed")]
    [InlineData("OnConnectedAsync")]
    [InlineData("Dispose")]
    public async Task There_is_nothing_to_call_but_watch(string method)
    {
        await using var hub = await HubClient.ConnectAsync(App);
        Assert.True((await hub.InvokeAsync(method, "x")).TryGetProperty("error", out _));
    }

    [SkippableTheory]
    [InlineData("https://evil.example")]
    [InlineData("null")]
    public async Task A_foreign_page_does_not_get_a_connection(string origin) =>
        await Assert.ThrowsAnyAsync<Exception>(() => HubClient.ConnectAsync(App, origin));

    [SkippableFact]
    public async Task The_own_page_does() => await (await HubClient.ConnectAsync(App, "http://localhost")).DisposeAsync();

    [SkippableFact]
    public async Task A_message_beyond_the_limit_ends_the_connection()
    {
        await using var hub = await HubClient.ConnectAsync(App);
        await hub.SendTextAsync(JsonSerializer.Serialize(new { type = 1, target = "Watch", arguments = new[] { new string('x', 10_000) } }) + "\u001e");
        await Assert.ThrowsAsync<WebSocketException>(async () =>
        {
            while ((await hub.ReceiveAsync()).GetProperty("type").GetInt32() != 7)
            {
            }

            await hub.ReceiveAsync();
        });
    }

    [SkippableFact]
    public async Task Whoever_joins_while_votes_come_in_can_follow_every_step()
    {
        var contest = await App.OpenContestAsync();
        await using var first = await HubClient.ConnectAsync(App);
        await WatchAsync(first, contest);
        var casting = Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(() => contest.NewVoter().CastAsync(1 + i % 10))));
        await using var late = await HubClient.ConnectAsync(App);
        var version = await WatchAsync(late, contest);
        await casting;
        var newest = (await contest.LeaderboardAsync())["version"].GetInt64();

        while (version < newest)
        {
            var (_, change) = await late.NextAsync();
            if (change.GetProperty("version").GetInt64() <= version)
                continue;
            Assert.Equal(version, change.GetProperty("previousVersion").GetInt64());
            version = change.GetProperty("version").GetInt64();
        }
    }

    /// <returns>The version of the board that was returned; the next change is a step from it.</returns>
    private static async Task<long> WatchAsync(HubClient hub, ContestUnderTest contest) =>
        (await hub.InvokeAsync("Watch", contest.Slug)).GetProperty("result").GetProperty("version").GetInt64();
}

public sealed class EmbeddedLeaderboardHubTests(VotingApp app) : LeaderboardHubContract(app), IClassFixture<VotingApp>;

public sealed class ServerLeaderboardHubTests(ServerApp app) : LeaderboardHubContract(app), IClassFixture<ServerApp>;

public sealed class ClusterLeaderboardHubTests(ClusterApp app) : LeaderboardHubContract(app), IClassFixture<ClusterApp>;
