using Voting.Server.Http;

namespace Voting.Server.Organizers;

/// <summary>Signing in and out, and what people do with their own accounts.</summary>
public static class SessionEndpoints
{
    private static readonly string[] BodyRefusals =
        ["too-many-attempts", "invalid-request", "unsupported-media-type", "body-too-large", "foreign-origin", "not-saved"];

    public static void MapSessions(this IEndpointRouteBuilder app)
    {
        var session = app.MapGroup("/api/session").WithTags("Session");
        session.MapPost("/", SignIn)
            .WithSummary("Signs in: by name and password, with a code where the account asks for one; by a link's token, an organizer or auditor with the password besides; the answer sets the session cookie")
            .Accepts<SignInBody>("application/json").Produces(204)
            .Refuses(
            [
                .. BodyRefusals, "wrong-password", "code-required", "wrong-code", "weak-password", "account-exists", "invitation-unknown",
                "invitation-spent", "invitation-expired",
            ]);
        session.MapDelete("/", SignOut).WithSummary("Signs out").Produces(204).Refuses("foreign-origin", "not-saved");
        session.MapDelete("/all", SignOutEverywhere).WithSummary("Signs out here and on every other device").Produces(204)
            .Refuses("foreign-origin", "not-saved");
        session.MapPut("/password", PutPassword).WithSummary("Changes the account's password; its sessions on other devices end")
            .Accepts<PasswordBody>("application/json").Produces(204)
            .Refuses([.. BodyRefusals, "sign-in-required", "not-allowed", "wrong-password", "weak-password"]);
    }

    public static async Task<IResult> SignIn(HttpContext http, Sessions sessions, Problems problems)
    {
        var (body, problem) = await RequestBody.ReadJsonAsync<SignInBody>(http, RequestBody.BallotLimit, "invalid-request");
        return body switch
        {
            null => problems.Of(problem!),
            { Invitation: { } token, Name: null, Password: null, Code: null } =>
                await sessions.SpendInvitationAsync(http, token) is { } refusal ? problems.Of(refusal) : Results.NoContent(),
            { Invitation: { } token, Name: null, Password: { Length: <= AccountRules.LongestPassword } password } =>
                AnswerOf(problems, await sessions.JoinAsync(http, token, password, body.Code)),
            { Invitation: null, Name: { Length: <= 200 } name, Password: { Length: <= AccountRules.LongestPassword } password } =>
                AnswerOf(problems, await sessions.SignInAsync(http, name, password, body.Code)),
            _ => problems.Of("invalid-request"),
        };
    }

    public static async Task<IResult> SignOut(HttpContext http, Sessions sessions)
    {
        await sessions.SignOutAsync(http);
        return Results.NoContent();
    }

    public static async Task<IResult> SignOutEverywhere(HttpContext http, Sessions sessions)
    {
        await sessions.SignOutEverywhereAsync(http);
        return Results.NoContent();
    }

    public static async Task<IResult> PutPassword(HttpContext http, Sessions sessions, Access access, Problems problems)
    {
        http.Response.Headers.CacheControl = "no-store";
        var (actor, closed) = await access.FindAccountAsync(http);
        if (actor is null)
            return problems.Of(closed!);
        var (body, problem) = await RequestBody.ReadJsonAsync<PasswordBody>(http, RequestBody.BallotLimit, "invalid-request");
        if (body is null)
            return problems.Of(problem!);
        return body is { Current.Length: <= AccountRules.LongestPassword }
            ? AnswerOf(problems, await sessions.ChangePasswordAsync(http, actor, body.Current, body.New))
            : problems.Of("invalid-request");
    }

    private static IResult AnswerOf(Problems problems, SignInRefusal? refusal) =>
        refusal is null ? Results.NoContent() : problems.Of(refusal.Code, refusal.RetryAfter);
}

/// <summary>A name and a password, or an invitation's token, or such a token and a password.</summary>
/// <param name="Code">Of the second step, where the account has one: from the authenticator app, or a recovery code.</param>
public sealed record SignInBody(string? Name = null, string? Password = null, string? Invitation = null, string? Code = null);

/// <param name="New">10 to 1000 characters, another one than before, and not the account's name.</param>
public sealed record PasswordBody(string Current, string New);
