using System.Net;
using System.Net.Http.Json;

namespace Voting.Server.Tests.App;

/// <summary>An expert's seat on a contest's panel, and what the expert does there in one browser.</summary>
public sealed class Seat(VotingApp app, string slug, long id, string url)
{
    public HttpClient Http { get; } = app.NewClient();

    public long Id => id;

    public string Url => url;

    public string Token => url[(url.LastIndexOf('/') + 1)..];

    public async Task<Seat> JoinAsync()
    {
        (await Answer.Of(Http.PostAsJsonAsync("/api/session", new { invitation = Token }))).Is(HttpStatusCode.NoContent);
        return this;
    }

    public Task<Answer> PanelAsync() => Answer.Of(Http.GetAsync($"/api/panel/{slug}"));

    public Task<Answer> SaveAsync(int number, object body) => Answer.Of(Http.PutAsJsonAsync($"/api/panel/{slug}/entries/{number}", body));

    /// <summary>Marks entries in the one criterion of the draft contest.</summary>
    public async Task MarkAsync(decimal mark, params int[] numbers)
    {
        foreach (var number in numbers)
            (await SaveAsync(number, new { marks = new { effect = mark } })).Is(HttpStatusCode.OK);
    }

    public Task<Answer> AbstainAsync(int number, string reason) =>
        Answer.Of(Http.PostAsJsonAsync($"/api/panel/{slug}/entries/{number}/abstention", new { reason }));

    public Task<Answer> RecuseAsync(int number, string reason) =>
        Answer.Of(Http.PostAsJsonAsync($"/api/panel/{slug}/entries/{number}/recusal", new { reason }));

    public Task<Answer> SubmitAsync() => Answer.Of(Http.PostAsync($"/api/panel/{slug}/submission", null));

    /// <summary>What an organizer does with this seat.</summary>
    public async Task<Answer> DecideAsync(string act, object? body = null) => await Answer.Of(
        (await app.OrganizerAsync()).PostAsJsonAsync($"/api/organizer/contests/{slug}/experts/{id}/{act}", body ?? new { reason = "评审组组长同意" }));
}

public static class Seats
{
    /// <summary>Invited, not joined.</summary>
    public static async Task<IReadOnlyList<Seat>> InviteAsync(this VotingApp app, string slug, params string[] names)
    {
        var answer = await Answer.Of((await app.OrganizerAsync()).PostAsJsonAsync(
            $"/api/organizer/contests/{slug}/experts", names.Select(name => new { name, affiliation = "农业大学" })));
        answer.Is(HttpStatusCode.Created);
        return [.. answer.Json.EnumerateArray().Select(seat => new Seat(
            app, slug, seat.GetProperty("id").GetInt64(), seat.GetProperty("invitationUrl").GetString()!))];
    }

    /// <summary>Invited and signed in.</summary>
    public static async Task<IReadOnlyList<Seat>> SeatAsync(this VotingApp app, string slug, params string[] names)
    {
        var seats = await app.InviteAsync(slug, names);
        foreach (var seat in seats)
            await seat.JoinAsync();
        return seats;
    }
}
