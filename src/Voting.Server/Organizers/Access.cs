using Voting.Rules.Contests;
using Voting.Server.Contests;

namespace Voting.Server.Organizers;

/// <summary>
/// Who of those signed in by a password may come where. Looked up at every request: who is removed from a contest is out of it
/// at once. Organizers come to their contests, the first organizer to all, auditors to theirs for reading; a contest of
/// others is refused, and a draft of others does not exist.
/// </summary>
public sealed class Access(Sessions sessions, MemberStore members, ContestDirectory contests)
{
    /// <param name="slug">The contest at hand; null for what belongs to none.</param>
    /// <returns>The actor in the role it has there; the problem's code in its place when it may not.</returns>
    public async Task<(Actor? Actor, string? Refusal)> FindAsync(HttpContext http, string? slug)
    {
        if (await sessions.FindAsync(http) is not { } session)
            return (null, "sign-in-required");
        if (session.Role != Sessions.AccountRole)
            return (null, "not-allowed");
        var memberships = await members.ReadOfAsync(session.Name);
        var contest = slug is null ? null : contests.Find(slug);
        var role = contest is null ? memberships.GeneralRole : memberships.RoleIn(contest.Id);
        if (role is null)
            return (null, contest!.Phase == ContestPhase.Draft ? "contest-not-found" : "not-allowed");
        var actor = session with { Role = role };
        return actor.MayChange || HttpMethods.IsGet(http.Request.Method) ? (actor, null) : (null, "not-allowed");
    }

    /// <summary>For what people do with their own accounts, whatever they are elsewhere.</summary>
    public async Task<(Actor? Actor, string? Refusal)> FindAccountAsync(HttpContext http) => await sessions.FindAsync(http) switch
    {
        null => (null, "sign-in-required"),
        { Role: Sessions.AccountRole } session =>
            (session with { Role = (await members.ReadOfAsync(session.Name)).GeneralRole }, null),
        _ => (null, "not-allowed"),
    };

    /// <summary>The contests that an account looks after, the newest first.</summary>
    public async Task<IReadOnlyList<Contest>> ContestsOfAsync(Actor actor)
    {
        var memberships = await members.ReadOfAsync(actor.Name);
        return [.. contests.All.Where(contest => memberships.RoleIn(contest.Id) is not null)];
    }
}
