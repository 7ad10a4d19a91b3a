using System.Net;
using System.Net.Http.Json;
using System.Text;

namespace Voting.Server.Tests.App;

/// <summary>A contest on the server, and what organizers and visitors do with it.</summary>
public sealed class ContestUnderTest(VotingApp app, Draft draft)
{
    private readonly HttpClient _visitor = app.NewClient();

    public Draft Draft => draft;

    public string Slug => draft.Slug;

    /// <summary>To the millisecond, as the server keeps it; right for a contest created now.</summary>
    public DateTimeOffset OpensAt { get; } = app.Clock.Now + draft.OpensIn;

    public DateTimeOffset ClosesAt => OpensAt + draft.Lasts;

    public string BallotsUrl => $"/api/contests/{Slug}/ballots";

    public async Task<Answer> CreateAsync() => await Answer.Of(
        (await app.OrganizerAsync()).PostAsJsonAsync("/api/organizer/contests", draft.ToBody(app.Clock.Now)));

    public async Task<Answer> ImportAsync(byte[] file, string query = "") => await Answer.Of(
        (await app.OrganizerAsync()).PostAsync(
            $"/api/organizer/contests/{Slug}/entries/import{query}",
            new ByteArrayContent(file) { Headers = { ContentType = new("text/csv") } }));

    public async Task<Answer> MoveAsync(string to) => await Answer.Of(
        (await app.OrganizerAsync()).PostAsJsonAsync($"/api/organizer/contests/{Slug}/phase", new { to }));

    public async Task MoveThroughAsync(params string[] phases)
    {
        foreach (var phase in phases)
            (await MoveAsync(phase)).Is(HttpStatusCode.NoContent);
    }

    public async Task PrepareAsync()
    {
        (await CreateAsync()).Is(HttpStatusCode.Created);
        (await ImportAsync(Encoding.UTF8.GetBytes(draft.ToCsv()))).Is(HttpStatusCode.OK);
        await MoveThroughAsync("screening", "exhibiting");
    }

    public Task<Answer> GetAsync(string url) => Answer.Of(_visitor.GetAsync(url));

    public Task<Answer> LeaderboardAsync() => GetAsync($"/api/contests/{Slug}/leaderboard");

    /// <summary>Votes by entry number, entries without votes left out.</summary>
    public async Task<Dictionary<int, long>> VotesAsync() =>
        (await LeaderboardAsync())["groups"].EnumerateArray()
            .SelectMany(group => group.GetProperty("rows").EnumerateArray())
            .Where(row => row.GetProperty("votes").GetInt64() > 0)
            .ToDictionary(row => row.GetProperty("number").GetInt32(), row => row.GetProperty("votes").GetInt64());

    /// <summary>As the organizer sees it: nobody else sees a draft.</summary>
    public async Task<string> PhaseAsync() => (await Answer.Of(
        (await app.OrganizerAsync()).GetAsync($"/api/organizer/contests/{Slug}")))["phase"].GetString()!;

    public async Task WaitForPhaseAsync(string phase)
    {
        for (var tries = 0; await PhaseAsync() != phase; tries++)
        {
            Assert.True(tries < 200, $"{Slug} did not reach {phase}.");
            await Task.Delay(50);
        }
    }

    public Voter NewVoter(string? address = null) => new(app, this, address);

    public async Task<LedgerCheck> CheckLedgerAsync() => await LedgerCheck.RunAsync(app, Slug);
}

public static class Contests
{
    /// <summary>Created, filled and on show; not open.</summary>
    public static async Task<ContestUnderTest> ExhibitContestAsync(this VotingApp app, Draft? draft = null)
    {
        var contest = new ContestUnderTest(app, draft ?? new Draft());
        await contest.PrepareAsync();
        return contest;
    }

    public static async Task<ContestUnderTest> OpenContestAsync(this VotingApp app, Draft? draft = null)
    {
        var contest = await app.ExhibitContestAsync(draft);
        await contest.MoveThroughAsync("voting");
        return contest;
    }
}
