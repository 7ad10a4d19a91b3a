using Voting.Server.Contests;
using Voting.Server.Http;
using Voting.Server.Organizers;
using Voting.Server.Panel;

namespace Voting.Server.Pages;

/// <summary>Who looks after a contest: the list, inviting, removing. Under the organizer's pages.</summary>
public static class PeoplePages
{
    public static void MapPeoplePages(this IEndpointRouteBuilder organizer)
    {
        organizer.MapGet("/c/{slug}/people", (string slug, HttpContext http) => ShowAsync(http, slug));
        organizer.MapPost("/c/{slug}/people", PostPerson);
        organizer.MapPost("/c/{slug}/people/remove", PostRemove);
    }

    /// <summary>The link is on the answer itself, once: sending the form again makes a new link, and the one before worth nothing.</summary>
    public static async Task<IResult> PostPerson(string slug, HttpContext http, ContestDirectory contests, InviteMember invite)
    {
        if (contests.Find(slug) is not { } contest)
            return Page.Error(http, "contest-not-found");
        if (await PageForm.ReadAsync(http) is not { } form)
            return Page.Error(http, "bad-request");
        var (typed, role) = (form["name"].ToString(), form["role"].ToString());
        if (AccountRules.NameOf(typed) is not { } name || !AccountRules.IsRole(role))
            return await ShowAsync(http, slug, view => view with { Typed = typed, Problem = "invalid-person" });
        var (issued, refusal) = await invite.ExecuteAsync(contest, name, role, OrganizerEndpoints.ActorOf(http));
        return issued is null
            ? await ShowAsync(http, slug, view => view with { Typed = typed, Problem = refusal })
            : await ShowAsync(http, slug, view => view with { Issued = issued, Link = ExpertEndpoints.UrlOf(http, issued.Token) });
    }

    public static async Task<IResult> PostRemove(string slug, HttpContext http, ContestDirectory contests, InviteMember invite)
    {
        if (contests.Find(slug) is not { } contest)
            return Page.Error(http, "contest-not-found");
        if (await PageForm.ReadAsync(http) is not { } form)
            return Page.Error(http, "bad-request");
        var refusal = AccountRules.NameOf(form["name"]) is { } name
            ? await invite.RemoveAsync(contest, name, OrganizerEndpoints.ActorOf(http))
            : "person-not-found";
        return refusal is null
            ? Page.SeeOther(http, $"{OrganizerPages.Home}/c/{slug}/people")
            : await ShowAsync(http, slug, view => view with { Problem = refusal });
    }

    private static async Task<IResult> ShowAsync(HttpContext http, string slug, Func<PeopleView, PeopleView>? with = null)
    {
        var services = http.RequestServices;
        if (services.GetRequiredService<ContestDirectory>().Find(slug) is not { } contest)
            return Page.Error(http, "contest-not-found");
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeMilliseconds();
        var view = new PeopleView(
            contest, OrganizerEndpoints.ActorOf(http), await services.GetRequiredService<MemberStore>().ReadAsync(contest.Id),
            await services.GetRequiredService<MemberInvitationStore>().ReadPendingAsync(contest.Id, now));
        view = with?.Invoke(view) ?? view;
        return Page.Of<PeoplePage>(http, new { View = view }, view.Problem is { } code ? Problems.StatusOf(code) : StatusCodes.Status200OK);
    }
}

/// <param name="Invitations">Links that nobody has used.</param>
public sealed record PeopleView(
    Contest Contest, Actor Actor, IReadOnlyList<Member> Members, IReadOnlyList<PendingInvitation> Invitations)
{
    /// <summary>The name as it was typed, where the form was refused.</summary>
    public string Typed { get; init; } = "";

    /// <summary>The problem's code.</summary>
    public string? Problem { get; init; }

    public IssuedMemberInvitation? Issued { get; init; }

    public string? Link { get; init; }
}
