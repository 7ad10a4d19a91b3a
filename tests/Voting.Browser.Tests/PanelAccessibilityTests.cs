using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Voting.Browser.Tests;

/// <summary>axe finds nothing on the experts' pages and on the organizer's page about them, in both languages and three sizes.</summary>
[Collection(nameof(Site))]
public sealed class PanelAccessibilityTests(Site site)
{
    [SkippableTheory]
    [InlineData("zh-CN", 390)]
    [InlineData("en", 820)]
    [InlineData("en", 1920)]
    public async Task Axe_finds_no_violation(string language, int width)
    {
        Site.RequireBrowser();
        using var contest = await PanelContest.CreateAsync(site);
        var (id, link) = await contest.InviteAsync("乙", "渭源县教育局");
        var page = await contest.EnterAsync(link, language: language, width: width);
        await CheckAsync(page, "desk");
        foreach (var number in new[] { 1, 2 })
        {
            await page.GotoAsync(contest.Sheet(number));
            await CheckAsync(page, $"open sheet {number}");
            await page.Locator("[id='m.effect']").FillAsync("101");
            await page.Locator("[id='m.novelty']").FillAsync("5");
            await CheckAsync(page, $"sheet {number} with an error");
            await page.Locator("[id='m.effect']").FillAsync("90");
            await page.Locator("form[data-sheet] button[value=next]").ClickAsync();
            await page.WaitForURLAsync(url => !url.EndsWith($"/e/{number}"));
        }

        await page.GotoAsync($"{contest.Desk}/submission");
        await CheckAsync(page, "submission with an entry missing");
        var second = await contest.EnterAsync(await contest.InviteAgainAsync(id), language: language, width: width);
        await page.GotoAsync(contest.Sheet(3));
        await second.GotoAsync(contest.Sheet(3));
        await page.Locator("[id='m.effect']").FillAsync("80");
        await page.Locator("[data-status]:not(:empty)").WaitForAsync();
        await page.Locator("form[data-sheet] button[value=stay]").ClickAsync();
        await second.Locator("[id='m.effect']").FillAsync("70");
        await second.Locator(".sheet-conflict:visible").WaitForAsync();
        await CheckAsync(second, "conflict");
        await page.Locator("#recusal > summary").ClickAsync();
        await page.Locator("#recusal textarea").FillAsync("利害关系");
        await page.Locator("#recusal button").ClickAsync();
        await page.Locator(".notice").First.WaitForAsync();
        await CheckAsync(page, "recused sheet");
        await page.GotoAsync($"{contest.Desk}/submission");
        await CheckAsync(page, "whole submission");
        await page.Locator("#confirm").CheckAsync();
        await page.Locator("form[data-submission] button").ClickAsync();
        await page.Locator(".notice-done").WaitForAsync();
        await CheckAsync(page, "submitted sheet");
        await page.GotoAsync(contest.Desk);
        await CheckAsync(page, "submitted desk");
        await page.GotoAsync(contest.Sheet(1));
        await CheckAsync(page, "locked sheet");

        var organizer = await contest.OrganizeAsync(language, width);
        await CheckAsync(organizer, "organizer's list");
        await organizer.Locator("#experts").FillAsync("丙");
        await organizer.Locator("form:has(#experts) button").ClickAsync();
        await organizer.Locator(".issued").WaitForAsync();
        await CheckAsync(organizer, "links");
        await organizer.EvaluateAsync("document.querySelectorAll('details').forEach(details => details.open = true)");
        await CheckAsync(organizer, "all acts open");
        foreach (var context in new[] { page.Context, second.Context, organizer.Context })
            await context.CloseAsync();
    }

    private static async Task CheckAsync(IPage page, string where)
    {
        var result = await page.RunAxe();
        Assert.True(
            result.Violations.Length == 0,
            where + ": " + string.Join('\n', result.Violations.Select(v => $"{v.Id}: {v.Help} - {string.Join(", ", v.Nodes.Take(3).Select(n => n.Html))}")));
    }
}
