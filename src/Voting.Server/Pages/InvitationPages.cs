using Voting.Server.Http;
using Voting.Server.Organizers;
using Voting.Server.Panel;

namespace Voting.Server.Pages;

/// <summary>The page behind a link to a panel, or to a contest's organizers and auditors. Looking at it changes nothing: mail programs and messengers look too. Its button spends the link.</summary>
public static class InvitationPages
{
    public static void MapInvitationPages(this IEndpointRouteBuilder app)
    {
        app.MapGet(ExpertEndpoints.InvitationPath + "{token}", GetInvitation).ExcludeFromDescription();
        app.MapPost(ExpertEndpoints.InvitationPath + "{token}", PostInvitation).ExcludeFromDescription();
    }

    public static async Task<IResult> GetInvitation(
        string token, HttpContext http, InvitationStore invitations, MemberInvitationStore memberships, Problems problems, TimeProvider clock)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        if (await memberships.FindAsync(token, now) is { } membership)
            return membership.Refusal is { } unusable ? Refuse(http, problems, unusable) : MemberInvitationPages.Show(http, membership);
        var invitation = await invitations.FindAsync(token, now);
        return invitation is { Refusal: null }
            ? Page.Of<InvitationPage>(http, new { Invitation = invitation })
            : Refuse(http, problems, invitation?.Refusal ?? "invitation-unknown");
    }

    public static async Task<IResult> PostInvitation(
        string token, HttpContext http, Sessions sessions, MemberInvitationStore memberships, Problems problems, TimeProvider clock)
    {
        if (await memberships.FindAsync(token, clock.GetUtcNow().ToUnixTimeMilliseconds()) is { } membership)
            return membership.Refusal is { } unusable
                ? Refuse(http, problems, unusable)
                : await MemberInvitationPages.JoinAsync(http, token, membership);
        return await sessions.SpendInvitationAsync(http, token) is { } refusal
            ? Refuse(http, problems, refusal)
            : Page.SeeOther(http, "/panel");
    }

    private static IResult Refuse(HttpContext http, Problems problems, string code) => Page.Of<InvitationPage>(
        http, new { Problem = problems.Title(code), Detail = problems.Detail(code) }, Problems.StatusOf(code));
}
