using Voting.Rules.Ballots;
using Voting.Server.Ballots;
using Voting.Server.Contests;
using Voting.Server.Http;
using Voting.Server.Ledger;
using Voting.Server.Voters;

namespace Voting.Server.Pages;

/// <summary>Voting without scripts: a form in, a confirmation with the receipt out.</summary>
public static class VotePages
{
    public static void MapVotePages(this IEndpointRouteBuilder pages)
    {
        pages.MapPost("/c/{slug}/vote", PostVote);
        // Whoever switches the language on a refusal asks for the page the form went to.
        pages.MapGet("/c/{slug}/vote", (string slug) => Results.LocalRedirect($"/c/{Uri.EscapeDataString(slug)}"));
        pages.MapGet("/c/{slug}/b/{ballotId}", GetBallot);
        pages.MapReceipts();
    }

    public static async Task<IResult> PostVote(
        string slug, HttpContext http, ContestDirectory contests, ContestViews views, VoterPass pass, CastBallot castBallot)
    {
        if (contests.FindListed(slug) is not { } contest)
            return Page.Error(http, "contest-not-found");
        var (form, problem) = await BallotForm.ReadAsync(http);
        if (form is null)
            return Page.Error(http, problem!);

        if (pass.FindOrIssueFor(http, contest, form.Key) is not { } voter)
            return await RefusedAsync(http, contest, views, null, form, new CastOutcome.Refused(CastRefusal.IdentityRequired));
        var outcome = await castBallot.ExecuteAsync(
            slug, form.Entries, form.Key, voter, AddressPrefix.Of(http.Connection.RemoteIpAddress), form.Proof);
        return outcome switch
        {
            CastOutcome.Recorded(var ballot) => SeeOther(http, $"/c/{slug}/b/{ballot.BallotId}", form.At),
            CastOutcome.Refused refused => await RefusedAsync(http, contest, views, voter, form, refused),
            _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
        };
    }

    public static async Task<IResult> GetBallot(
        string slug, string ballotId, HttpContext http, ContestDirectory contests, LedgerStore ledger, ReviewActStore acts)
    {
        if (contests.FindListed(slug) is not { } contest)
            return Page.Error(http, "contest-not-found");
        return await ledger.FindAsync(contest.Id, ballotId) is { } ballot
            ? Page.Of<BallotPage>(
                http,
                new
                {
                    Contest = contest,
                    Ballot = ballot,
                    At = ListAddress.Parse(http.Request.QueryString.Value),
                    Review = await acts.FindLastAsync(contest.Id, ballot.LogIndex),
                })
            : Page.Error(http, "not-found");
    }

    private static IResult SeeOther(HttpContext http, string address, EntrySearch at) =>
        Page.SeeOther(http, ListAddress.Query(at) is { Length: > 0 } query ? $"{address}?{query}" : address);

    /// <summary>The list again, with what went wrong on top and a way to the entry.</summary>
    private static async Task<IResult> RefusedAsync(
        HttpContext http, Contest contest, ContestViews views, VoterIdentity? voter, BallotForm form, CastOutcome.Refused refused)
    {
        var status = Problems.StatusOf(refused.Reason);
        if (refused.Asked is { } asked)
            return Page.Of<CheckPage>(http, new { Contest = contest, Asked = asked, Form = form }, status);
        if (refused.RetryAfter is { } wait)
            http.Response.Headers.RetryAfter = $"{Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds))}";
        var shown = form.At.In(contest).Items.Any(entry => form.Entries.Contains(entry.Number));
        var search = shown || form.Entries.Count != 1 || contest.FindOnShow(form.Entries[0]) is null
            ? form.At
            : form.At with { Group = null, Words = ContestWords.Numbered(form.Entries[0]), Page = 1 };
        var refusal = new VoteRefusal(refused.Reason.Code(), form.Entries, refused.ResetsAt);
        return Page.Of<ContestPage>(
            http, new { View = await views.ViewAsync(http, contest, voter), Search = search, Refusal = refusal }, status);
    }
}

/// <param name="Code">As in <see cref="Problems"/>.</param>
public sealed record VoteRefusal(string Code, IReadOnlyList<int> Entries, DateTimeOffset? ResetsAt)
{
    /// <summary>The texts of a voter who has to become known first: a cookie alone does not do.</summary>
    public const string Identify = "identify";

    /// <summary>What the keys of its texts begin with.</summary>
    public string Words => Code == "identity-required" ? Identify : Code;
}
