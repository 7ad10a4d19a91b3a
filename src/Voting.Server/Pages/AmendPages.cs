using Microsoft.Extensions.Localization;
using Voting.Server.Contests;
using Voting.Server.Entries;
using Voting.Server.Http;
using Voting.Server.Organizers;

namespace Voting.Server.Pages;

/// <summary>Amending sealed rules and withdrawing an entry, as forms: first what it means, then the act.</summary>
public static class AmendPages
{
    public static void MapAmendPages(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/c/{slug}/amend", GetAmend);
        pages.MapPost("/c/{slug}/amend", PostAmend);
        pages.MapGet("/c/{slug}/withdraw", GetWithdraw);
        pages.MapPost("/c/{slug}/withdraw", PostWithdraw);
    }

    public static async Task<IResult> GetAmend(
        string slug, HttpContext http, ContestDirectory contests, AmendmentStore store, IStringLocalizer<Texts> texts) =>
        contests.Find(slug) is { } contest
            ? Page.Of<AmendPage>(http, new { Contest = contest, Form = AmendForm.Of(contest, texts), History = await store.ReadAsync(contest.Id) })
            : Page.Error(http, "contest-not-found");

    public static async Task<IResult> PostAmend(
        string slug, HttpContext http, ContestDirectory contests, AmendRules amend, AmendmentStore store, IStringLocalizer<Texts> texts,
        Problems problems)
    {
        if (contests.Find(slug) is not { } contest)
            return Page.Error(http, "contest-not-found");
        if (await PageForm.ReadAsync(http) is not { } fields)
            return Page.Error(http, "bad-request");
        var form = AmendForm.Of(contest, fields, texts);
        var body = form.Read();
        var isConfirmed = fields["confirm"] == "true" && form.Errors.Count == 0;
        var outcome = await amend.ExecuteAsync(slug, body, OrganizerEndpoints.ActorOf(http), isDryRun: !isConfirmed);
        form.Refuse(outcome.Errors ?? []);
        if (outcome.Code is not null || form.Errors.Count > 0)
            return Page.Of<AmendPage>(
                http,
                new
                {
                    Contest = contest,
                    Form = form,
                    History = await store.ReadAsync(contest.Id),
                    Problem = form.Errors.Count > 0 ? null : $"{problems.Title(outcome.Code!)}: {problems.Detail(outcome.Code!)}",
                },
                Problems.StatusOf(outcome.Code ?? "invalid-amendment"));
        return isConfirmed
            ? Page.SeeOther(http, $"{OrganizerPages.Home}/c/{slug}?done=amended")
            : Page.Of<AmendConfirmPage>(http, new { Contest = contest, Form = form, Plan = outcome.Plan });
    }

    public static IResult GetWithdraw(string slug, HttpContext http, ContestDirectory contests) =>
        contests.Find(slug) is { } contest
            ? Page.Of<WithdrawPage>(http, new { Contest = contest })
            : Page.Error(http, "contest-not-found");

    public static async Task<IResult> PostWithdraw(
        string slug, HttpContext http, ContestDirectory contests, WithdrawEntry withdraw, Problems problems)
    {
        if (contests.Find(slug) is not { } contest)
            return Page.Error(http, "contest-not-found");
        if (await PageForm.ReadAsync(http) is not { } fields)
            return Page.Error(http, "bad-request");
        var (number, reason) = (FormReading.Whole(fields["number"].ToString().Trim()), fields["reason"].ToString());
        // Once more with the entry's name on it: what is done can not be undone.
        if (fields["confirm"] != "true" && number is { } asked && contest.FindOnShow(asked) is { Withdrawn: null } entry
            && reason.Trim().Length is > 0 and <= WithdrawEntry.LongestReason)
            return Page.Of<WithdrawPage>(http, new { Contest = contest, Entry = entry, Reason = reason.Trim() });
        var outcome = await withdraw.ExecuteAsync(slug, number ?? 0, reason);
        if (outcome == WithdrawOutcome.Done)
            return Page.SeeOther(http, $"{OrganizerPages.Home}/c/{slug}?done=withdrawn");
        var code = WithdrawEntry.CodeOf(outcome);
        return Page.Of<WithdrawPage>(
            http,
            new
            {
                Contest = contest,
                Number = fields["number"].ToString(),
                Reason = reason,
                Problem = outcome == WithdrawOutcome.NotFound ? "withdraw.not-found" : outcome == WithdrawOutcome.NoReason ? "withdraw.no-reason" : $"problem.{code}.detail",
            },
            Problems.StatusOf(code));
    }
}
