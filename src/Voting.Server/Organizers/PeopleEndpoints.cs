using Voting.Server.Contests;
using Voting.Server.Http;
using Voting.Server.Panel;

namespace Voting.Server.Organizers;

/// <summary>Who looks after a contest; routes under the organizer's group.</summary>
public static class PeopleEndpoints
{
    public static void MapPeople(this RouteGroupBuilder organizer)
    {
        var people = organizer.MapGroup("/{slug}/people");
        people.MapGet("/", GetPeople).WithSummary("The contest's organizers and auditors, and links that nobody has used yet")
            .Produces<PeopleAnswer>().Refuses("contest-not-found");
        people.MapPost("/", PostPerson).WithSummary("Invites an organizer or an auditor; the link is told once, and one before it for the same name is worth nothing any more")
            .Accepts<InvitedPerson>("application/json").Produces<MemberInvitationAnswer>(201)
            .Refuses(
                "contest-not-found", "unsupported-media-type", "body-too-large", "foreign-origin", "not-saved", "invalid-request",
                "invalid-person", "already-member");
        people.MapDelete("/{name}", DeletePerson).WithSummary("Removes an organizer or an auditor, who is out of the contest at once, or withdraws an unused link")
            .Produces(204).Refuses("contest-not-found", "person-not-found", "own-membership", "foreign-origin", "not-saved");
    }

    public static async Task<IResult> GetPeople(
        string slug, ContestDirectory contests, MemberStore members, MemberInvitationStore invitations, TimeProvider clock, Problems problems)
    {
        if (contests.Find(slug) is not { } contest)
            return problems.Of("contest-not-found");
        return Results.Json(
            new PeopleAnswer(
                await members.ReadAsync(contest.Id),
                await invitations.ReadPendingAsync(contest.Id, clock.GetUtcNow().ToUnixTimeMilliseconds())),
            WireJson.Options);
    }

    public static async Task<IResult> PostPerson(
        string slug, HttpContext http, ContestDirectory contests, InviteMember invite, Problems problems)
    {
        if (contests.Find(slug) is not { } contest)
            return problems.Of("contest-not-found");
        var (body, problem) = await RequestBody.ReadJsonAsync<InvitedPerson>(http, RequestBody.BallotLimit, "invalid-request");
        if (body is null)
            return problems.Of(problem!);
        if (AccountRules.NameOf(body.Name) is not { } name || !AccountRules.IsRole(body.Role))
            return problems.Of("invalid-person");
        var (issued, refusal) = await invite.ExecuteAsync(contest, name, body.Role, OrganizerEndpoints.ActorOf(http));
        return issued is null
            ? problems.Of(refusal!)
            : Results.Json(
                new MemberInvitationAnswer(issued.Name, issued.Role, ExpertEndpoints.UrlOf(http, issued.Token), issued.ExpiresAt),
                WireJson.Options, statusCode: 201);
    }

    public static async Task<IResult> DeletePerson(
        string slug, string name, HttpContext http, ContestDirectory contests, InviteMember invite, Problems problems)
    {
        if (contests.Find(slug) is not { } contest)
            return problems.Of("contest-not-found");
        var refusal = AccountRules.NameOf(name) is { } known
            ? await invite.RemoveAsync(contest, known, OrganizerEndpoints.ActorOf(http))
            : "person-not-found";
        return refusal is null ? Results.NoContent() : problems.Of(refusal);
    }
}

public sealed record PeopleAnswer(IReadOnlyList<Member> Members, IReadOnlyList<PendingInvitation> Invitations);

/// <param name="Name">Of the account, there or to be made: 2 to 60 letters, digits and <c>. _ - @</c>.</param>
/// <param name="Role"><c>organizer | auditor</c></param>
public sealed record InvitedPerson(string Name, string Role);

/// <param name="InvitationUrl">Told once; its last segment is the token.</param>
public sealed record MemberInvitationAnswer(string Name, string Role, string InvitationUrl, DateTimeOffset ExpiresAt);
