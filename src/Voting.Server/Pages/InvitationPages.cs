using Voting.Server.Http;
using Voting.Server.Organizers;
using Voting.Server.Panel;

namespace Voting.Server.Pages;

/// <summary>The page behind an expert's link. Looking at it changes nothing: mail programs and messengers look too. Its button spends the link.</summary>
public static class InvitationPages
{
    public static void MapInvitationPages(this IEndpointRouteBuilder app)
    {
        app.MapGet(ExpertEndpoints.InvitationPath + "{token}", GetInvitation).ExcludeFromDescription();
        app.MapPost(ExpertEndpoints.InvitationPath + "{token}", PostInvitation).ExcludeFromDescription();
    }

    public static async Task<IResult> GetInvitation(
        string token, HttpContext http, InvitationStore invitations, Problems problems, TimeProvider clock)
    {
        var invitation = await invitations.FindAsync(token, clock.GetUtcNow().ToUnixTimeMilliseconds());
        return invitation is { Refusal: null }
            ? Page.Of<InvitationPage>(http, new { Invitation = invitation })
            : Refuse(http, problems, invitation?.Refusal ?? "invitation-unknown");
    }

    public static async Task<IResult> PostInvitation(string token, HttpContext http, Sessions sessions, Problems problems) =>
        await sessions.SpendInvitationAsync(http, token) is { } refusal
            ? Refuse(http, problems, refusal)
            : Page.SeeOther(http, "/panel");

    private static IResult Refuse(HttpContext http, Problems problems, string code) => Page.Of<InvitationPage>(
        http, new { Problem = problems.Title(code), Detail = problems.Detail(code) }, Problems.StatusOf(code));
}
