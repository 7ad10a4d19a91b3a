using Microsoft.Extensions.Localization;
using Voting.Server.Http;
using Voting.Server.Organizers;

namespace Voting.Server.Pages;

/// <summary>Behind the link of an organizer or auditor: a password is chosen, or the one of the account is given, and the button spends the link.</summary>
public static class MemberInvitationPages
{
    public static IResult Show(HttpContext http, MemberInvitation invitation) => Page.Of<MemberInvitationPage>(http, new { Invitation = invitation });

    public static async Task<IResult> JoinAsync(HttpContext http, string token, MemberInvitation invitation)
    {
        if (await PageForm.ReadAsync(http) is not { } form)
            return Page.Error(http, "bad-request");
        var services = http.RequestServices;
        var (problems, texts) = (services.GetRequiredService<Problems>(), services.GetRequiredService<IStringLocalizer<Texts>>());
        var (password, code) = (form["password"].ToString(), form["code"].ToString());
        if (password.Length > AccountRules.LongestPassword)
            return Refuse(problems.Title("weak-password"), problems.Detail("weak-password"), "weak-password");
        if (!invitation.HasAccount && password != form["again"])
            return Refuse(texts["password.differ"], texts["password.differ.detail"], "weak-password");

        var refusal = await services.GetRequiredService<Sessions>().JoinAsync(http, token, password, code);
        if (refusal is null)
            return Page.SeeOther(http, $"{OrganizerPages.Home}/c/{invitation.Contest}");
        if (refusal.Code is "account-exists")
            invitation = invitation with { HasAccount = true };
        return refusal.Code.StartsWith("invitation-", StringComparison.Ordinal)
            ? Page.Error(http, refusal.Code)
            : Refuse(problems.Title(refusal.Code), OrganizerSignIn.DetailOf(http, problems, texts, refusal), refusal.Code);

        IResult Refuse(string problem, string detail, string status) => Page.Of<MemberInvitationPage>(
            http,
            new { Invitation = invitation, Problem = problem, Detail = detail, AsksCode = code.Length > 0 || status is "code-required" or "wrong-code" },
            Problems.StatusOf(status));
    }
}
