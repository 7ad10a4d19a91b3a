using System.Globalization;
using Voting.Server.Contests;
using Voting.Server.Http;
using Voting.Server.Organizers;
using Voting.Server.Panel;

namespace Voting.Server.Pages;

/// <summary>What an organizer does about one seat: a new link, its entries, a substitute, decisions about its sheet.</summary>
public static class SeatPages
{
    /// <param name="experts">The organizer's pages of one contest's panel.</param>
    public static void MapSeatPages(this RouteGroupBuilder experts)
    {
        experts.MapPost("/{id:long}/invitation", PostInvitation);
        experts.MapPost("/{id:long}/assignment", PostAssignment);
        experts.MapPost("/{id:long}/substitution", PostSubstitution);
        experts.MapPost("/{id:long}/unlock", PostUnlock);
        experts.MapPost("/{id:long}/exclusion", PostExclusion);
    }

    public static async Task<IResult> PostInvitation(
        string slug, long id, HttpContext http, ContestDirectory contests, InviteExperts invite)
    {
        if (contests.Find(slug) is not { } contest)
            return Page.Error(http, "contest-not-found");
        var (issued, refusal) = await invite.AgainAsync(contest, id);
        return issued is null
            ? await ExpertsPages.AnswerAsync(contest, http, PanelOutcome.Refused(refusal!), "")
            : await ExpertsPages.ShowAsync(slug, http, null, view => view with { Issued = [AnswerOf(http, issued)] });
    }

    /// <summary>Every entry; or the ticked groups together with the numbers.</summary>
    public static async Task<IResult> PostAssignment(
        string slug, long id, HttpContext http, ContestDirectory contests, InviteExperts invite)
    {
        if (contests.Find(slug) is not { } contest)
            return Page.Error(http, "contest-not-found");
        if (await PageForm.ReadAsync(http) is not { } form)
            return Page.Error(http, "bad-request");
        var (typed, groups) = (form["entries"].ToString(), form["groups"]);
        var outcome = form["which"] == "all" ? await invite.AssignAsync(contest, id, null)
            : ReadNumbers(typed) is { } numbers
                ? await invite.AssignAsync(
                    contest, id,
                    [.. numbers, .. contest.Entries.Values.Where(entry => groups.Contains(entry.Group)).Select(entry => entry.Number)])
                : PanelOutcome.Refused("invalid-assignment");
        return await ExpertsPages.AnswerAsync(contest, http, outcome, "assigned", act: (id, "assignment", typed));
    }

    public static async Task<IResult> PostSubstitution(
        string slug, long id, HttpContext http, ContestDirectory contests, AssignPanel assign)
    {
        if (contests.Find(slug) is not { } contest)
            return Page.Error(http, "contest-not-found");
        if (await PageForm.ReadAsync(http) is not { } form || ExpertsPages.Whole(form["by"]) is not { } by)
            return Page.Error(http, "bad-request");
        return await ExpertsPages.AnswerAsync(
            contest, http, await assign.SubstituteAsync(contest, id, by), "substituted", act: (id, "substitution", ""));
    }

    public static Task<IResult> PostUnlock(string slug, long id, HttpContext http, DecideSheet decide) =>
        DecideAsync(slug, id, http, "unlock", "unlocked", (contest, reason) => decide.UnlockAsync(contest, id, reason, OrganizerEndpoints.ActorOf(http)));

    public static Task<IResult> PostExclusion(string slug, long id, HttpContext http, DecideSheet decide) =>
        DecideAsync(slug, id, http, "exclusion", "excluded", (contest, reason) => decide.ExcludeAsync(contest, id, reason, OrganizerEndpoints.ActorOf(http)));

    public static InvitationAnswer AnswerOf(HttpContext http, IssuedInvitation issued) =>
        new(issued.Expert.Id, issued.Expert.Name, issued.Expert.Affiliation, ExpertEndpoints.UrlOf(http, issued.Token));

    private static async Task<IResult> DecideAsync(
        string slug, long id, HttpContext http, string act, string done, Func<Contest, string, Task<PanelOutcome>> decide)
    {
        if (http.RequestServices.GetRequiredService<ContestDirectory>().Find(slug) is not { } contest)
            return Page.Error(http, "contest-not-found");
        if (await PageForm.ReadAsync(http) is not { } form)
            return Page.Error(http, "bad-request");
        var reason = form["reason"].ToString().ReplaceLineEndings("\n");
        return await ExpertsPages.AnswerAsync(contest, http, await decide(contest, reason), done, act: (id, act, reason));
    }

    /// <summary>Numbers between commas, spaces or lines, and ranges such as 3-9; null where something is neither.</summary>
    private static List<int>? ReadNumbers(string text)
    {
        var numbers = new List<int>();
        foreach (var part in text.Split([',', '，', '、', ' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = part.Split('-', '–', '~');
            if (ends.Length > 2 || !TryNumber(ends[0], out var first) || !TryNumber(ends[^1], out var last) || last < first || last - first > 10_000)
                return null;
            numbers.AddRange(Enumerable.Range(first, last - first + 1));
        }

        return numbers;
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
