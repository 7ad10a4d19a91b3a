using Voting.Server.Http;

namespace Voting.Server.Organizers;

public static class SessionEndpoints
{
    public static void MapSessions(this IEndpointRouteBuilder app)
    {
        app.MapPost("/api/session", SignIn).WithTags("Session").WithSummary("Signs in, an organizer by name and password, an expert by the link's token; the answer sets the session cookie")
            .Accepts<SignInBody>("application/json").Produces(204)
            .Refuses(
                "wrong-password", "invitation-unknown", "invitation-spent", "invitation-expired", "too-many-attempts", "invalid-request", "unsupported-media-type", "body-too-large",
                "foreign-origin", "not-saved");
        app.MapDelete("/api/session", SignOut).WithTags("Session").WithSummary("Signs out").Produces(204)
            .Refuses("foreign-origin", "not-saved");
    }

    public static async Task<IResult> SignIn(HttpContext http, Sessions sessions, Problems problems)
    {
        var (body, problem) = await RequestBody.ReadJsonAsync<SignInBody>(http, RequestBody.BallotLimit, "invalid-request");
        if (body is null)
            return problems.Of(problem!);
        if (body is { Invitation: { } token, Name: null, Password: null })
            return await sessions.SpendInvitationAsync(http, token) is { } refusal ? problems.Of(refusal) : Results.NoContent();
        if (body is not { Name: { Length: <= 200 } name, Password: { Length: <= 1000 } password, Invitation: null })
            return problems.Of("invalid-request");
        var (outcome, retryAfter) = await sessions.SignInAsync(http, name, password);
        return outcome switch
        {
            Sessions.SignInOutcome.SignedIn => Results.NoContent(),
            Sessions.SignInOutcome.TooManyAttempts => problems.Of("too-many-attempts", retryAfter),
            _ => problems.Of("wrong-password"),
        };
    }

    public static async Task<IResult> SignOut(HttpContext http, Sessions sessions)
    {
        await sessions.SignOutAsync(http);
        return Results.NoContent();
    }
}

/// <summary>A name and a password, or an invitation's token.</summary>
public sealed record SignInBody(string? Name = null, string? Password = null, string? Invitation = null);
