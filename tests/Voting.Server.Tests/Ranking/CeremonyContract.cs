using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Voting.Rules.Contests;
using Voting.Server.Tests.App;
using Voting.Server.Tests.Live;

namespace Voting.Server.Tests.Ranking;

/// <summary>Awards that are revealed one by one: on every board what was revealed, and nothing else anywhere.</summary>
public abstract class CeremonyContract(VotingApp app)
{
    private VotingApp App { get; } = app.OnItsEngines();

    [SkippableFact]
    public async Task Each_step_shows_one_more_place_from_the_last_award_up_and_counts_wait_for_publication()
    {
        var contest = await InReviewAsync();
        await using var hub = await HubClient.ConnectAsync(App);
        await hub.InvokeAsync("Watch", contest.Slug);
        Assert.Empty(await PlacesAsync(contest));

        (int Number, int Place)[][] revealed =
        [
            [], [(5, 3)], [(7, 2), (5, 3)], [(9, 1), (7, 2), (5, 3)], [(9, 1), (7, 2), (5, 3), (2, 3)],
        ];
        for (var step = 0; step < revealed.Length; step++)
        {
            (await StepAsync(contest, step)).Is(HttpStatusCode.NoContent);
            (await StepAsync(contest, step)).Is(HttpStatusCode.NoContent);
            Assert.Equal(revealed[step], await PlacesAsync(contest));
            Assert.All(await RowsAsync(contest), row => Assert.DoesNotContain(
                row.EnumerateObject().Select(field => field.Name), name => name is "votes" or "publicScore" or "expertScore" or "score"));
            var (target, pushed) = await hub.NextAsync();
            Assert.Equal(("Snapshot", step), (target, pushed.GetProperty("ceremony").GetInt32()));
            Assert.Equal((await contest.LeaderboardAsync()).Json.GetProperty("groups").GetRawText(), pushed.GetProperty("groups").GetRawText());
            Assert.Equal(step < 4 ? revealed[step].Select(place => place.Number).Order() : [2], await OnScreenAsync(contest));
        }

        foreach (var step in new[] { 5, 6 })
            (await StepAsync(contest, step)).Is(HttpStatusCode.NoContent);
        (await StepAsync(contest, 7)).Is(HttpStatusCode.Conflict, "nothing-to-reveal");
        await contest.MoveThroughAsync("published");
        var published = await PlacesAsync(contest);
        Assert.Equal([(9, 1), (7, 2), (5, 3)], published.Take(3));
        Assert.All(await RowsAsync(contest), row => Assert.True(row.TryGetProperty("votes", out _)));
        Assert.False((await contest.LeaderboardAsync()).Json.TryGetProperty("ceremony", out _));
    }

    [SkippableFact]
    public async Task Steps_are_taken_in_turn_whoever_asks()
    {
        var contest = await InReviewAsync();
        (await StepAsync(contest, 1)).Is(HttpStatusCode.Conflict, "out-of-turn");
        (await StepAsync(contest, 0)).Is(HttpStatusCode.NoContent);
        (await StepAsync(contest, 2)).Is(HttpStatusCode.Conflict, "out-of-turn");
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => StepAsync(contest, 1)));
        Assert.All(answers, answer => answer.Is(HttpStatusCode.NoContent));
        Assert.Equal((5, 3), Assert.Single(await PlacesAsync(contest)));
        (await StepAsync(contest, 0)).Is(HttpStatusCode.Conflict, "out-of-turn");
    }

    [SkippableTheory]
    [InlineData(Visibility.Live)]
    [InlineData(Visibility.Ranks)]
    public async Task Where_places_are_known_there_is_nothing_to_reveal(string mode)
    {
        var contest = await App.OpenContestAsync(new Draft { Visibility = new Visibility(mode) });
        (await StepAsync(contest, 0)).Is(HttpStatusCode.Conflict, "wrong-phase");
        await contest.MoveThroughAsync("reviewing");
        (await StepAsync(contest, 0)).Is(HttpStatusCode.Conflict, "nothing-to-reveal");
    }

    [SkippableFact]
    public async Task The_board_of_a_frozen_contest_only_grows_in_version()
    {
        var from = App.Clock.Now + TimeSpan.FromSeconds(1);
        var contest = await App.OpenContestAsync(new Draft { Visibility = new Visibility(Visibility.Frozen, From: from) });
        (await contest.NewVoter().CastAsync(2)).Is(HttpStatusCode.Created);
        var open = await VersionAsync(contest);
        await contest.MoveThroughAsync("reviewing");
        var review = await VersionAsync(contest);
        (await StepAsync(contest, 0)).Is(HttpStatusCode.NoContent);
        var ceremony = await VersionAsync(contest);
        Assert.True(open < review && review < ceremony, $"{open}, {review}, {ceremony}");
    }

    /// <summary>Hidden counts and three awards a group: 9, 7 and 5 lead in the first one, 4, 8 and 2 in the other.</summary>
    private async Task<ContestUnderTest> InReviewAsync()
    {
        var contest = await App.OpenContestAsync(new Draft { Visibility = new Visibility(Visibility.Hidden) });
        foreach (var choices in new int[][] { [9, 7, 5, 4, 8], [9, 7, 4, 8, 2], [9, 4] })
            (await contest.NewVoter().CastAsync(choices)).Is(HttpStatusCode.Created);
        await contest.MoveThroughAsync("reviewing");
        return contest;
    }

    private async Task<Answer> StepAsync(ContestUnderTest contest, int step) => await Answer.Of(
        (await App.OrganizerAsync()).PostAsJsonAsync($"/api/organizer/contests/{contest.Slug}/ceremony", new { step }));

    private static async Task<List<JsonElement>> RowsAsync(ContestUnderTest contest) =>
        [.. (await contest.LeaderboardAsync())["groups"].EnumerateArray().SelectMany(group => group.GetProperty("rows").EnumerateArray())];

    private static async Task<IEnumerable<int>> OnScreenAsync(ContestUnderTest contest)
    {
        var screen = WebUtility.HtmlDecode((await contest.GetAsync($"/c/{contest.Slug}/screen")).Is(HttpStatusCode.OK).Text);
        return Enumerable.Range(1, 10).Where(number => screen.Contains($"单位{number}<", StringComparison.Ordinal));
    }

    private static async Task<long> VersionAsync(ContestUnderTest contest) => (await contest.LeaderboardAsync())["version"].GetInt64();

    private static async Task<(int, int)[]> PlacesAsync(ContestUnderTest contest) =>
    [
        .. (await RowsAsync(contest)).Where(row => row.TryGetProperty("rank", out _))
            .Select(row => (row.GetProperty("number").GetInt32(), row.GetProperty("rank").GetInt32())),
    ];
}

public sealed class EmbeddedCeremonyTests(VotingApp app) : CeremonyContract(app), IClassFixture<VotingApp>;

public sealed class ServerCeremonyTests(ServerApp app) : CeremonyContract(app), IClassFixture<ServerApp>;
