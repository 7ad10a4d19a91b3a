using Microsoft.Playwright;

namespace Voting.Browser.Tests;

/// <summary>What forms give back when they refuse it, and what scripts write into pages, stays text in both languages.</summary>
[Collection(nameof(Site))]
public sealed class HostileFormTests(Site site)
{
    private const string Organizing = "/organizer" + Site.Contest;

    [SkippableTheory]
    [InlineData("zh-CN")]
    [InlineData("en")]
    public async Task Organizers_forms_give_back_text(string language)
    {
        Site.RequireBrowser();
        using var contest = await PanelContest.CreateAsync(site, entries: 1);
        var (seat, _) = await contest.InviteAsync("甲");
        var watch = await ScriptWatch.OpenAsync(site, language);
        await watch.OpenAsync("/organizer");
        await watch.SubmitAsync("/organizer", "name", HostileMarkup.Joined, ("password", "x"));
        await watch.Page.FillAsync("#name", "organizer");
        await watch.Page.FillAsync("#password", Site.OrganizerPassword);
        await watch.Page.ClickAsync("main button[type=submit]");
        await watch.Page.WaitForURLAsync("**/organizer");

        foreach (var field in new[] { "title", "slug", "summary", "timeZone", "groups", "criteria", "votesPerPeriod", "perGroup", "publicShare", "visibility.minutes", "workingDays", "holidays" })
            await watch.SubmitAsync("/organizer/new", field, HostileMarkup.Joined);
        await watch.SubmitAsync($"{Organizing}/people", "name", HostileMarkup.Joined, ("role", "auditor"));
        await watch.SubmitAsync(contest.Experts, "experts", HostileMarkup.Joined);
        await watch.SubmitAsync($"{contest.Experts}/{seat}/exclusion", "reason", HostileMarkup.Joined);
        await watch.SubmitAsync($"{contest.Experts}/{seat}/assignment", "entries", HostileMarkup.Joined, ("which", "some"));
        foreach (var field in new[] { "reason", "holidays", "workingDays", "visibility.minutes" })
            await watch.SubmitAsync($"{Organizing}/amend", field, HostileMarkup.Joined);
        foreach (var field in new[] { "number", "reason" })
            await watch.SubmitAsync($"{Organizing}/withdraw", field, HostileMarkup.Joined);
        // Accepted, and shown once more before it is done.
        foreach (var reason in HostileMarkup.Fitting(2000))
        {
            await watch.SubmitAsync($"{Organizing}/amend", "reason", reason, ("workingDays", "9"));
            await watch.SubmitAsync($"{Organizing}/withdraw", "reason", reason, ("number", "3"));
        }

        await watch.CloseAsync();
    }

    [SkippableTheory]
    [InlineData("zh-CN")]
    [InlineData("en")]
    public async Task Experts_forms_give_back_text_and_so_does_the_sheets_script(string language)
    {
        Site.RequireBrowser();
        var comments = HostileMarkup.Fitting(2000);
        using var contest = await PanelContest.CreateAsync(site, entries: comments.Count + 1);
        var watch = await ScriptWatch.OpenAsync(site, language);
        await watch.OpenAsync((await contest.InviteAsync(HostileMarkup.Printable[0].Text, HostileMarkup.Printable[1].Text)).Link);
        await watch.Page.ClickAsync("main button[type=submit]");
        await watch.Page.WaitForURLAsync($"**{contest.Desk}");
        var last = contest.Sheet(comments.Count + 1);
        await watch.SubmitAsync(last, "comment", HostileMarkup.Joined);
        // What is no character becomes a question mark there.
        foreach (var mark in comments.Where(comment => !comment.Contains('\ufffe')))
            await watch.SubmitAsync(last, "m.effect", mark);
        foreach (var act in new[] { "abstention", "recusal" })
            await watch.SubmitAsync($"{last}/{act}", "reason", HostileMarkup.Joined);

        // Another browser of the same expert has saved meanwhile: the script shows what stands there.
        foreach (var (comment, i) in comments.Select((comment, i) => (comment, i)))
        {
            await watch.OpenAsync(contest.Sheet(i + 1));
            var saved = await watch.Page.Context.APIRequest.PutAsync(
                $"/api/panel/{contest.Slug}/entries/{i + 1}", new() { DataObject = new { marks = new { effect = 10 }, comment } });
            Assert.Equal(200, saved.Status);
            await watch.Page.FillAsync("[id='m.effect']", "20");
            await watch.Page.Locator("[data-theirs]", new() { HasText = "__ran(" }).WaitForAsync();
            await watch.LookAsync();
            await watch.OpenAsync(contest.Sheet(i + 1));
        }

        await watch.CloseAsync();
    }

    [SkippableTheory]
    [InlineData("zh-CN")]
    [InlineData("en")]
    public async Task Searches_addresses_and_receipts_stay_text(string language)
    {
        Site.RequireBrowser();
        var watch = await ScriptWatch.OpenAsync(site, language);
        foreach (var text in HostileMarkup.Fitting(1000).Select(Uri.EscapeDataString))
            foreach (var path in new[] { $"{Site.Contest}?q={text}", $"{Site.Contest}?group={text}", $"{Site.Contest}/board?group={text}", $"{Site.Contest}/verify?index={text}", $"/c/{text}", $"/organizer?next={text}" })
                await watch.OpenAsync(path);

        await watch.OpenAsync($"{Site.Contest}/verify");
        foreach (var receipt in new[] { HostileMarkup.Joined, System.Text.Json.JsonSerializer.Serialize(new { leaf = HostileMarkup.Joined, receipt = HostileMarkup.Joined }) })
        {
            await watch.Page.FillAsync("#receipt", receipt);
            await watch.Page.ClickAsync("#check button");
            await watch.Page.Locator("[data-part=verdict]").WaitForAsync();
            await watch.LookAsync();
        }

        await watch.CloseAsync();
    }
}
