using Voting.Server.Http;

namespace Voting.Server.Organizers;

public static class SessionEndpoints
{
    public static void MapSessions(this IEndpointRouteBuilder app)
    {
        app.MapPost("/api/session", SignIn).WithTags("Session").WithSummary("Signs in; the answer sets the session cookie")
            .Accepts<SignInBody>("application/json").Produces(204)
            .Refuses(
                "wrong-password", "too-many-attempts", "invalid-request", "unsupported-media-type", "body-too-large",
                "foreign-origin", "not-saved");
        app.MapDelete("/api/session", SignOut).WithTags("Session").WithSummary("Signs out").Produces(204)
            .Refuses("foreign-origin", "not-saved");
    }

    public static async Task<IResult> SignIn(HttpContext http, Sessions sessions, Problems problems)
    {
        var (body, problem) = await RequestBody.ReadJsonAsync<SignInBody>(http, RequestBody.BallotLimit, "invalid-request");
        if (body is null)
            return problems.Of(problem!);
        if (body.Name.Length > 200 || body.Password.Length > 1000)
            return problems.Of("invalid-request");
        var (outcome, retryAfter) = await sessions.SignInAsync(http, body.Name, body.Password);
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

public sealed record SignInBody(string Name, string Password);
