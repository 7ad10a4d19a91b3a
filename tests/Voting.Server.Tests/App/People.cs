using System.Net;
using System.Net.Http.Json;

namespace Voting.Server.Tests.App;

/// <summary>An organizer or auditor other than the first one, in one browser.</summary>
public sealed class Person(VotingApp app, string name, string url)
{
    public const string Password = "chosen on the page";

    public HttpClient Http { get; } = app.NewClient();

    public string Name => name;

    public string Url => url;

    public string Token => url[(url.LastIndexOf('/') + 1)..];

    public Task<Answer> JoinAsync(string password = Password) =>
        Answer.Of(Http.PostAsJsonAsync("/api/session", new { invitation = Token, password }));

    public Task<Answer> SignInAsync(HttpClient client, string password = Password, string? code = null) =>
        Answer.Of(client.PostAsJsonAsync("/api/session", new { name, password, code }));
}

public static class People
{
    private static int s_people;

    public static string NewName() => $"person-{Interlocked.Increment(ref s_people)}";

    public static async Task<Answer> InvitePersonAsync(this VotingApp app, string slug, string name, string role, HttpClient? by = null) =>
        await Answer.Of((by ?? await app.OrganizerAsync()).PostAsJsonAsync($"/api/organizer/contests/{slug}/people", new { name, role }));

    /// <summary>Invited, not joined.</summary>
    public static async Task<Person> InvitedAsync(this VotingApp app, string slug, string role, string? name = null)
    {
        name ??= NewName();
        var answer = (await app.InvitePersonAsync(slug, name, role)).Is(HttpStatusCode.Created);
        return new Person(app, name, answer["invitationUrl"].GetString()!);
    }

    /// <summary>Invited, joined with a password of their own, and signed in.</summary>
    public static async Task<Person> JoinedAsync(this VotingApp app, string slug, string role)
    {
        var person = await app.InvitedAsync(slug, role);
        (await person.JoinAsync()).Is(HttpStatusCode.NoContent);
        return person;
    }
}
