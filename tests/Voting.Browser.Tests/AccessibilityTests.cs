using Deque.AxeCore.Playwright;

namespace Voting.Browser.Tests;

/// <summary>axe finds nothing on any page, in both languages and both sizes.</summary>
[Collection(nameof(Site))]
public sealed class AccessibilityTests(Site site)
{
    public static TheoryData<string, string, int> Pages()
    {
        string[] paths =
        [
            "/", Site.Contest, $"{Site.Contest}?group=village", $"{Site.Contest}?q=no-such-entry", $"{Site.Contest}/e/37",
            $"{Site.Contest}/rules", $"{Site.Contest}/verify", $"{Site.Contest}/verify?index=0", $"{Site.Contest}/results",
            $"{Site.Contest}/board", $"{Site.Contest}/screen", $"{Site.Contest}/screen?group=project", "/panel", "/organizer",
            $"{Site.Contest}/voter?entry=3", $"{Site.Contest}/privacy", $"{Site.Contest}/code/2346-789AC-DEFG", "/demo/outbox",
            "/no-such-page",
        ];
        var pages = new TheoryData<string, string, int>();
        foreach (var path in paths)
        {
            pages.Add(path, "zh-CN", 390);
            pages.Add(path, "en", 1920);
        }

        return pages;
    }

    [SkippableTheory]
    [MemberData(nameof(Pages))]
    public async Task Axe_finds_no_violation(string path, string language, int width)
    {
        Site.RequireBrowser();
        var page = await site.VisitAsync(language: language, width: width, height: width == 390 ? 844 : 1080);
        await page.GotoAsync(path);

        var result = await page.RunAxe();

        Assert.True(
            result.Violations.Length == 0,
            string.Join('\n', result.Violations.Select(v => $"{v.Id}: {v.Help} - {string.Join(", ", v.Nodes.Take(3).Select(n => n.Html))}")));
        await page.Context.CloseAsync();
    }
}
