using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Voting.Browser.Tests;

/// <summary>axe finds nothing on the pages between voting and the certificate: what is decided on the way, and what everybody sees of it.</summary>
[Collection(nameof(Site))]
public sealed class PublishedAccessibilityTests(Site site)
{
    [SkippableTheory]
    [InlineData("zh-CN", 390)]
    [InlineData("en", 1920)]
    public async Task Axe_finds_no_violation(string language, int width)
    {
        Site.RequireBrowser();
        using var contest = await PanelContest.CreateAsync(site, entries: 4, opensInDays: -1);
        var (home, open) = ($"/organizer/c/{contest.Slug}", $"/c/{contest.Slug}");
        var (_, link) = await contest.InviteAsync("甲");
        var (late, _) = await contest.InviteAsync("迟到者");
        var organizer = await contest.OrganizeAsync(language, width);
        await contest.ActAsync("phase", new { to = "voting" });

        // 1. Sealed rules are amended, an entry leaves: what was wrong, what it means, what everybody reads afterwards.
        await CheckAsync(organizer, home, $"{home}/analysis", $"{home}/people", $"{home}/amend", $"{home}/withdraw");
        await SubmitAsync(organizer, $"{home}/amend", ("#workingDays", "x"), ("#reason", ""));
        await SubmitAsync(organizer, $"{home}/amend", ("#workingDays", "5"), ("#reason", "公示期按惯例为五个工作日"));
        await organizer.ClickAsync("main form button");
        await organizer.GotoAsync($"{home}/withdraw");
        await SubmitAsync(organizer, $"{home}/withdraw", ("#number", "99"), ("#reason", "材料不实"));
        await SubmitAsync(organizer, $"{home}/withdraw", ("#number", "4"), ("#reason", "材料不实"));
        await organizer.ClickAsync("main form button");
        await CheckAsync(organizer, $"{home}/amend", $"{home}/withdraw", $"{open}/rules", $"{open}/e/4", open);

        // 2. The panel's marks, the analysis, a publication that is refused, the late sheet decided.
        var expert = await contest.EnterAsync(link, language: language, width: width);
        foreach (var number in new[] { 1, 2, 3 })
            Assert.Equal(200, (await expert.Context.APIRequest.PutAsync(
                $"/api/panel/{contest.Slug}/entries/{number}", new() { DataObject = new { marks = new { effect = 50 + number, novelty = 5 } } })).Status);
        Assert.Equal(204, (await expert.Context.APIRequest.PostAsync($"/api/panel/{contest.Slug}/submission")).Status);
        await contest.ActAsync("phase", new { to = "reviewing" });
        await CheckAsync(organizer, $"{home}/analysis", $"{open}/results", $"{open}/objections");
        await organizer.GotoAsync(home);
        await organizer.ClickAsync("details.act summary");
        await organizer.ClickAsync("details.act button");
        await Expect(organizer.Locator(".error-summary")).ToBeVisibleAsync();
        await CheckAsync(organizer);
        await contest.ActAsync($"experts/{late}/exclusion", new { reason = "截止后仍未提交" });
        await contest.ActAsync("phase", new { to = "published" });

        // 3. The result, an objection refused, sent and answered, the certificate.
        await CheckAsync(organizer, home, contest.Experts, $"{home}/analysis", $"{home}/objections");
        await CheckAsync(expert, contest.Desk, contest.Sheet(1), $"{contest.Desk}/submission");
        var visitor = await site.VisitAsync(language: language, width: width);
        await CheckAsync(visitor, open, $"{open}/results", $"{open}/results/3", $"{open}/results/3/certificate", $"{open}/objections", $"{open}/board", $"{open}/screen", $"{open}/e/1");
        await SubmitAsync(visitor, $"{open}/objections", ("#entry", "77"), ("#text", "请公布评分的明细依据。"));
        await SubmitAsync(visitor, $"{open}/objections", ("#entry", "1"), ("#text", "请公布评分的明细依据。"));
        await CheckAsync(organizer, $"{home}/objections");
        await organizer.FillAsync(".objection textarea", "依据见规则第三节。");
        await organizer.ClickAsync(".objection button");
        await CheckAsync(organizer, $"{home}/objections");
        await CheckAsync(visitor, $"{open}/objections");
        foreach (var page in new[] { organizer, expert, visitor })
            await page.Context.CloseAsync();
    }

    /// <summary>Fills a form, sends it and looks at the answer.</summary>
    private static async Task SubmitAsync(IPage page, string form, params (string Field, string Text)[] fields)
    {
        await page.GotoAsync(form);
        // What the browser itself would stop is to be seen as the server answers it.
        await page.EvaluateAsync("document.querySelector('main form').noValidate = true");
        foreach (var (field, text) in fields)
            await page.FillAsync(field, text);
        await page.ClickAsync("main form button");
        await CheckAsync(page);
    }

    private static async Task CheckAsync(IPage page, params string[] paths)
    {
        foreach (var path in paths.Length > 0 ? paths : [""])
        {
            if (path.Length > 0)
                Assert.Equal(200, (await page.GotoAsync(path))!.Status);
            await page.EvaluateAsync("document.querySelectorAll('details').forEach(details => details.open = true)");
            var violations = (await page.RunAxe()).Violations;
            Assert.True(violations.Length == 0, $"{page.Url}: " + string.Join(
                '\n', violations.Select(v => $"{v.Id}: {v.Help} - {string.Join(", ", v.Nodes.Take(3).Select(n => n.Html))}")));
        }
    }
}
