using System.IO.Compression;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Voting.Rules.Contests;
using Voting.Rules.Log;
using Voting.Server.Tests.App;
using Voting.Server.Tests.Http;
using Voting.Server.Tests.Live;

namespace Voting.Server.Tests.Ranking;

/// <summary>What the public is shown of the counts, over everything that the server serves, on every backend.</summary>
public abstract class VisibilityContract(VotingApp app)
{
    /// <summary>Size, hashes and proofs of the log are served whole; a ballot's own page is its voter's; a challenge is always another one.</summary>
    private static readonly string[] TellNoCounts = ["/checkpoint", "/proof", "/tile/", "/verify", "{ballotId}", "/challenge"];

    private static Draft Hidden => new() { Visibility = new Visibility(Visibility.Hidden) };

    protected VotingApp App { get; } = app.OnItsEngines();

    [SkippableFact]
    public async Task While_counts_are_hidden_nothing_that_is_served_depends_on_them()
    {
        var contest = await App.OpenContestAsync(Hidden);
        var visitor = App.NewClient();
        var before = await SurfacesAsync(contest, visitor);

        foreach (var _ in Enumerable.Range(0, 7))
            (await contest.NewVoter().CastAsync(4, 5)).Is(HttpStatusCode.Created);
        (await contest.NewVoter().CastAsync(5)).Is(HttpStatusCode.Created);

        var after = await SurfacesAsync(contest, visitor);
        Assert.All(before, surface => Assert.Equal(surface.Value, after[surface.Key]));
        Assert.Contains("data-notice=\"hidden\"", after[$"/c/{contest.Slug}/board"], StringComparison.Ordinal);
        // Not because nothing was counted: the organizer sees it.
        Assert.Contains(">15<", await OrganizersPageAsync(contest), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Hidden_rows_hold_number_and_title_only_in_the_order_of_numbers()
    {
        var contest = await App.OpenContestAsync(Hidden);
        await contest.NewVoter().CastAsync(9);
        await using var hub = await HubClient.ConnectAsync(App);

        foreach (var board in new[] { (await contest.LeaderboardAsync()).Json, (await hub.InvokeAsync("Watch", contest.Slug)).GetProperty("result") })
        {
            Assert.Equal(Visibility.Hidden, board.GetProperty("visibility").GetString());
            foreach (var group in board.GetProperty("groups").EnumerateArray())
            {
                var rows = group.GetProperty("rows").EnumerateArray().ToList();
                Assert.All(rows, row => Assert.Equal(["number", "title"], row.EnumerateObject().Select(field => field.Name)));
                Assert.Equal(rows.OrderBy(NumberOf).Select(NumberOf), rows.Select(NumberOf));
            }
        }
    }

    [SkippableFact]
    public async Task The_log_of_hidden_counts_gives_hashes_and_proofs_but_no_ballot_until_the_result_is_published()
    {
        var contest = await App.OpenContestAsync(Hidden);
        var opening = await SizeAsync(contest);
        var voted = (await contest.NewVoter().CastAsync(3)).Is(HttpStatusCode.Created);
        var size = await SizeAsync(contest);
        Assert.Equal(opening + 1, size);

        Assert.Contains("\"w\":[3]", voted["leaf"].GetString(), StringComparison.Ordinal);
        (await LogAsync(contest, $"proof?index={opening}")).Is(HttpStatusCode.OK);
        (await LogAsync(contest, $"tile/0/000.p/{size}")).Is(HttpStatusCode.OK);
        (await LogAsync(contest, $"tile/entries/000.p/{opening}")).Is(HttpStatusCode.OK);
        (await LogAsync(contest, $"tile/entries/000.p/{size}")).Is(HttpStatusCode.Forbidden, "not-yet-revealed");
        (await LogAsync(contest, "bundle")).Is(HttpStatusCode.Forbidden, "not-yet-revealed");
        (await LogAsync(contest, "result.json")).Is(HttpStatusCode.NotFound, "result-not-published");

        await contest.MoveThroughAsync("reviewing");
        (await LogAsync(contest, "bundle")).Is(HttpStatusCode.Forbidden, "not-yet-revealed");
        await contest.MoveThroughAsync("published");

        (await LogAsync(contest, $"tile/entries/000.p/{size}")).Is(HttpStatusCode.OK);
        Assert.Equal(await SizeAsync(contest), await BundleSizeAsync(contest));
        Assert.Equal(new Dictionary<int, long> { [3] = 1 }, await contest.VotesAsync());
    }

    [SkippableFact]
    public async Task Every_hour_the_counts_of_the_full_hour_are_shown()
    {
        var contest = await App.OpenContestAsync(new Draft { Visibility = new Visibility(Visibility.Every, Minutes: 60) });
        await contest.NewVoter().CastAsync(1, 2);
        Assert.Empty(await contest.VotesAsync());
        (await LogAsync(contest, "bundle")).Is(HttpStatusCode.Forbidden, "not-yet-revealed");

        App.Clock.Now = contest.OpensAt.AddMinutes(61);
        Assert.Equal(new Dictionary<int, long> { [1] = 1, [2] = 1 }, await contest.VotesAsync());
        Assert.Equal(contest.OpensAt.AddMinutes(60), (await contest.LeaderboardAsync())["asOf"].GetDateTimeOffset());
        var size = await SizeAsync(contest);
        await contest.NewVoter().CastAsync(1);
        Assert.Equal(1, (await contest.VotesAsync())[1]);
        Assert.Equal(size, await BundleSizeAsync(contest));
        (await LogAsync(contest, $"tile/entries/000.p/{size}")).Is(HttpStatusCode.OK);
        (await LogAsync(contest, $"tile/entries/000.p/{size + 1}")).Is(HttpStatusCode.Forbidden, "not-yet-revealed");

        App.Clock.Now = contest.OpensAt.AddMinutes(120);
        Assert.Equal(2, (await contest.VotesAsync())[1]);
        Assert.Equal(size + 1, await BundleSizeAsync(contest));
    }

    [SkippableFact]
    public async Task A_contest_that_opens_in_the_middle_of_an_interval_shows_nothing_until_its_end()
    {
        var draft = new Draft { OpensIn = TimeSpan.FromMinutes(-90), Visibility = new Visibility(Visibility.Every, Minutes: 60) };
        var contest = await App.OpenContestAsync(draft);
        await contest.NewVoter().CastAsync(1);
        Assert.Empty(await contest.VotesAsync());

        App.Clock.Now = contest.OpensAt.AddMinutes(120);
        Assert.Equal(1, (await contest.VotesAsync())[1]);
    }

    [SkippableFact]
    public async Task Frozen_counts_stand_still_while_voting_goes_on_and_watchers_are_told()
    {
        var from = App.Clock.Now.AddDays(9);
        var contest = await App.OpenContestAsync(new Draft { Visibility = new Visibility(Visibility.Frozen, From: from) });
        await contest.NewVoter().CastAsync(1);
        Assert.Equal(1, (await contest.VotesAsync())[1]);
        Assert.False((await contest.LeaderboardAsync())["frozen"].GetBoolean());
        await using var hub = await HubClient.ConnectAsync(App);
        await hub.InvokeAsync("Watch", contest.Slug);
        var etag = (await contest.LeaderboardAsync()).Headers.ETag;

        App.Clock.Now = from;
        var (target, board) = await hub.NextAsync();
        Assert.Equal("Snapshot", target);
        Assert.True(board.GetProperty("frozen").GetBoolean());
        (await contest.NewVoter().CastAsync(1)).Is(HttpStatusCode.Created);
        Assert.Equal(1, (await contest.VotesAsync())[1]);
        Assert.NotEqual(etag, (await contest.LeaderboardAsync()).Headers.ETag);

        await contest.MoveThroughAsync("reviewing");
        Assert.Equal(1, (await contest.VotesAsync())[1]);
        await contest.MoveThroughAsync("published");
        Assert.Equal(2, (await contest.VotesAsync())[1]);
        Assert.False((await contest.LeaderboardAsync())["frozen"].GetBoolean());
    }

    [SkippableFact]
    public async Task Places_move_while_counts_are_not_told()
    {
        var contest = await App.OpenContestAsync(new Draft { Visibility = new Visibility(Visibility.Ranks) });
        Assert.All(await RowsAsync(contest), row => Assert.Equal(["number", "title"], row.EnumerateObject().Select(field => field.Name)));
        await contest.NewVoter().CastAsync(7);

        var rows = await RowsAsync(contest);
        Assert.All(rows.Where(row => NumberOf(row) % 2 == 1), row =>
            Assert.Equal(["rank", "number", "title"], row.EnumerateObject().Select(field => field.Name)));
        Assert.Equal(7, NumberOf(rows[0]));
        Assert.Equal(2, rows[1].GetProperty("rank").GetInt32());
        (await LogAsync(contest, "bundle")).Is(HttpStatusCode.Forbidden, "not-yet-revealed");
    }

    [SkippableFact]
    public async Task A_rule_that_does_not_fit_is_refused_by_its_field()
    {
        var contest = new ContestUnderTest(App, new Draft { Visibility = new Visibility(Visibility.Daily, At: "soon") });
        var answer = (await contest.CreateAsync()).Is(HttpStatusCode.UnprocessableEntity, "invalid-contest");
        Assert.Equal("visibility.at", answer["errors"][0].GetProperty("field").GetString());
    }

    /// <summary>Everything that anybody may get, as text; keys that are drawn anew for each page are taken out.</summary>
    private async Task<Dictionary<string, string>> SurfacesAsync(ContestUnderTest contest, HttpClient visitor)
    {
        var urls = RoleExpectations.Doors
            .Where(door => door.Value == RoleExpectations.Door.Public && door.Key.StartsWith("GET /", StringComparison.Ordinal)
                && door.Key.Contains("{slug}", StringComparison.Ordinal) && !TellNoCounts.Any(part => door.Key.Contains(part, StringComparison.Ordinal)))
            .Select(door => Regex.Replace(door.Key["GET ".Length..].Replace("{slug}", contest.Slug, StringComparison.Ordinal), @"\{number(:int)?\}", "5"))
            .Concat(["/", $"/c/{contest.Slug}/board?group=person", $"/api/contests/{contest.Slug}/leaderboard?group=village", $"/log/{contest.Slug}/tile/entries/000.p/9"]);
        var surfaces = new Dictionary<string, string>();
        foreach (var url in urls)
        {
            var answer = await Answer.Of(visitor.GetAsync(url));
            var text = Regex.Replace(answer.Text, "name=\"key\" value=\"[^\"]+\"|\"traceId\":\"[^\"]+\"", "");
            surfaces[url] = $"{answer.Status} {answer.Headers.ETag} {text}";
        }

        await using var hub = await HubClient.ConnectAsync(App);
        surfaces["hub"] = (await hub.InvokeAsync("Watch", contest.Slug)).GetRawText();
        return surfaces;
    }

    private async Task<string> OrganizersPageAsync(ContestUnderTest contest) =>
        await (await App.OrganizerAsync()).GetStringAsync($"/organizer/c/{contest.Slug}");

    private static async Task<List<JsonElement>> RowsAsync(ContestUnderTest contest) =>
        [.. (await contest.LeaderboardAsync())["groups"].EnumerateArray().SelectMany(group => group.GetProperty("rows").EnumerateArray())];

    private static int NumberOf(JsonElement row) => row.GetProperty("number").GetInt32();

    private static Task<Answer> LogAsync(ContestUnderTest contest, string what) => contest.GetAsync($"/log/{contest.Slug}/{what}");

    private static async Task<long> SizeAsync(ContestUnderTest contest) =>
        SizeOf((await LogAsync(contest, "checkpoint")).Is(HttpStatusCode.OK).Text);

    private static async Task<long> BundleSizeAsync(ContestUnderTest contest)
    {
        var bundle = (await LogAsync(contest, "bundle")).Is(HttpStatusCode.OK);
        using var zip = new ZipArchive(new MemoryStream(bundle.Bytes));
        using var note = new StreamReader(zip.GetEntry("checkpoint")!.Open());
        return SizeOf(await note.ReadToEndAsync());
    }

    private static long SizeOf(string note) => Checkpoint.TryParse(SignedNote.TryParse(note)!.Text)!.Size;
}

public sealed class EmbeddedVisibilityTests(VotingApp app) : VisibilityContract(app), IClassFixture<VotingApp>;

public sealed class ServerVisibilityTests(ServerApp app) : VisibilityContract(app), IClassFixture<ServerApp>;

public sealed class ClusterVisibilityTests(ClusterApp app) : VisibilityContract(app), IClassFixture<ClusterApp>;
