using System.Globalization;
using Voting.Rules.Contests;
using Voting.Server.Ballots;
using Voting.Server.Contests;
using Voting.Server.Http;
using Voting.Server.Voters;

namespace Voting.Server.Pages;

/// <summary>How a visitor becomes known as a voter, by forms alone, and back to the entry that was wanted.</summary>
public static class IdentityPages
{
    public static void MapIdentityPages(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/c/{slug}/voter", (string slug, HttpContext http) => Show(http, slug));
        pages.MapPost("/c/{slug}/voter/phone", PostPhone);
        pages.MapPost("/c/{slug}/voter/phone/code", PostPhoneCode);
        pages.MapPost("/c/{slug}/voter/code", PostCode);
        pages.MapPost("/c/{slug}/voter/forget", PostForget);
        pages.MapGet("/c/{slug}/code/{code}", GetCode);
        // Whoever switches the language on a form's answer asks for the page the form went to.
        foreach (var act in new[] { "phone", "phone/code", "code", "forget" })
            pages.MapGet($"/c/{{slug}}/voter/{act}", (string slug) => Results.LocalRedirect($"/c/{Uri.EscapeDataString(slug)}/voter"));
    }

    /// <summary>The code is asked for on the answer itself: the number stands in no address.</summary>
    public static async Task<IResult> PostPhone(string slug, HttpContext http, ContestDirectory contests, VerifyPhone verify)
    {
        if (contests.FindListed(slug) is not { } contest)
            return Page.Error(http, "contest-not-found");
        if (await PageForm.ReadAsync(http) is not { } form)
            return Page.Error(http, "bad-request");
        var phone = form["phone"].ToString();
        var (problem, challenge) = await verify.AskAsync(http, contest, phone, form["altcha"].ToString());
        return Show(http, slug, view => view with
        {
            Entry = EntryOf(form["entry"]), Phone = phone, IsAsked = problem is null, Field = "phone", Problem = problem, Challenge = challenge,
        });
    }

    public static async Task<IResult> PostPhoneCode(string slug, HttpContext http, ContestDirectory contests, VerifyPhone verify)
    {
        if (contests.FindListed(slug) is not { } contest)
            return Page.Error(http, "contest-not-found");
        if (await PageForm.ReadAsync(http) is not { } form)
            return Page.Error(http, "bad-request");
        var (phone, entry) = (form["phone"].ToString(), EntryOf(form["entry"]));
        return await verify.ConfirmAsync(http, contest, phone, form["code"]) is { } problem
            ? Show(http, slug, view => view with { Entry = entry, Phone = phone, IsAsked = problem == "wrong-sms-code", Field = "sms-code", Problem = problem })
            : Page.SeeOther(http, Wanted(slug, entry));
    }

    public static async Task<IResult> PostCode(string slug, HttpContext http, ContestDirectory contests, PrintedCodes codes)
    {
        if (contests.FindListed(slug) is not { } contest)
            return Page.Error(http, "contest-not-found");
        if (await PageForm.ReadAsync(http) is not { } form)
            return Page.Error(http, "bad-request");
        var (code, entry) = (form["code"].ToString(), EntryOf(form["entry"]));
        return await codes.EnterAsync(http, contest, code) is { } problem
            ? Show(http, slug, view => view with { Entry = entry, Code = code, Field = "voter-code", Problem = problem })
            : Page.SeeOther(http, Wanted(slug, entry));
    }

    /// <summary>On a tablet that goes round: the next person begins anew.</summary>
    public static IResult PostForget(string slug, HttpContext http, ContestDirectory contests)
    {
        if (contests.FindListed(slug) is null)
            return Page.Error(http, "contest-not-found");
        VoterPass.Forget(http);
        return Page.SeeOther(http, $"/c/{slug}/voter");
    }

    /// <summary>What a printed code's picture opens. Chat programs and scanners open addresses to look at them: only the button spends.</summary>
    public static IResult GetCode(string slug, string code, HttpContext http, ContestDirectory contests)
    {
        if (contests.FindListed(slug) is not { } contest)
            return Page.Error(http, "contest-not-found");
        if (!contest.Rules.Channels.Contains(VoterChannels.Code))
            return Page.Error(http, "channel-not-accepted");
        return VoterCode.Read(code) is { } known
            ? Page.Of<EnterCodePage>(http, new { Contest = contest, Code = VoterCode.Show(known) })
            : Show(http, slug, view => view with { Code = code, Field = "voter-code", Problem = "wrong-voter-code" });
    }

    /// <summary>Where somebody who is known now goes on.</summary>
    public static string Wanted(string slug, int? entry) =>
        entry is { } number ? string.Create(CultureInfo.InvariantCulture, $"/c/{slug}/e/{number}") : $"/c/{slug}";

    public static IResult Show(HttpContext http, string slug, Func<IdentityView, IdentityView>? with = null)
    {
        var services = http.RequestServices;
        if (services.GetRequiredService<ContestDirectory>().FindListed(slug) is not { } contest)
            return Page.Error(http, "contest-not-found");
        var voter = services.GetRequiredService<VoterPass>().FindOrIssue(http, contest);
        var view = new IdentityView(
            contest, voter, services.GetRequiredService<ISmsGateway>().IsReady, services.GetRequiredService<WeChatAccount>().IsReady)
        {
            Entry = EntryOf(http.Request.Query["entry"]),
            HasOutbox = services.GetRequiredService<ISmsGateway>() is SmsOutbox,
        };
        view = with?.Invoke(view) ?? view;
        if (view.Problem is { } problem && VoterEndpoints.RetryAfter(problem) is { } wait)
            http.Response.Headers.RetryAfter = wait.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        return Page.Of<IdentityPage>(http, new { View = view }, view.Problem is { } code ? Problems.StatusOf(code) : StatusCodes.Status200OK);
    }

    public static int? EntryOf(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <param name="Voter">Null where this browser is not known in any channel of the contest.</param>
public sealed record IdentityView(Contest Contest, VoterIdentity? Voter, bool HasSms, bool HasWeChat)
{
    /// <summary>The entry the visitor was about to vote for.</summary>
    public int? Entry { get; init; }

    /// <summary>As it was typed.</summary>
    public string Phone { get; init; } = "";

    /// <summary>A message is on its way: its code is asked for.</summary>
    public bool IsAsked { get; init; }

    /// <summary>As it was typed.</summary>
    public string Code { get; init; } = "";

    /// <summary>The problem's code, and the field it is about.</summary>
    public string? Problem { get; init; }

    public string? Field { get; init; }

    /// <summary>To be solved before a message is sent; the page's script does it.</summary>
    public Challenge? Challenge { get; init; }

    /// <summary>Messages are not sent but kept on this machine.</summary>
    public bool HasOutbox { get; init; }

    public bool Accepts(string channel) => Contest.Rules.Channels.Contains(channel);
}
