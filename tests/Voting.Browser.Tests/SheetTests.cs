using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Voting.Browser.Tests;

/// <summary>Scoring on a tablet: sliders and numbers, saving by itself, and the same by plain forms.</summary>
[Collection(nameof(Site))]
public sealed class SheetTests(Site site)
{
    [SkippableFact]
    public async Task A_slider_and_its_number_are_one_mark_and_the_total_follows()
    {
        Site.RequireBrowser();
        using var contest = await PanelContest.CreateAsync(site);
        var page = await contest.EnterAsync((await contest.InviteAsync("甲")).Link);
        await page.GotoAsync(contest.Sheet(1));
        var (number, slider) = (page.Locator("[id='m.effect']"), page.Locator("[data-criterion=effect] input[type=range]"));
        await Expect(page.Locator("[data-criterion=effect]")).ToContainTextAsync("有可核实的前后对比数据。");
        await Expect(page.Locator("[data-criterion=effect]")).ToContainTextAsync("权重 60%");
        await Expect(slider).ToHaveAttributeAsync("aria-valuetext", "未打分");

        await slider.FillAsync("80");
        await Expect(number).ToHaveValueAsync("80");
        await Expect(page.Locator("[data-total]")).ToHaveTextAsync("还差 1 项");
        await slider.PressAsync("ArrowRight");
        await Expect(number).ToHaveValueAsync("81");

        await number.FillAsync("82.5");
        Assert.Equal(83, Math.Round(double.Parse(await slider.InputValueAsync()), MidpointRounding.AwayFromZero));
        await page.Locator("[id='m.novelty']").FillAsync("７.５"); // As a Chinese keyboard writes it.

        // 82.5 · 0.6 + 75 · 0.4
        await Expect(page.Locator("[data-total]")).ToHaveTextAsync("79.50");
        await Expect(page.Locator("[data-status]")).ToContainTextAsync("草稿已保存");
        Assert.Equal(79.5, (await contest.StoredAsync(page, 1)).GetProperty("total").GetDouble());
        await page.Context.CloseAsync();
    }

    [SkippableFact]
    public async Task Marks_save_themselves_and_the_next_unscored_entry_follows()
    {
        Site.RequireBrowser();
        using var contest = await PanelContest.CreateAsync(site);
        var page = await contest.EnterAsync((await contest.InviteAsync("甲")).Link);
        await page.GetByRole(AriaRole.Link, new() { Name = "评下一项（001 号）" }).ClickAsync();
        await page.Locator("[id='m.effect']").FillAsync("90");
        await Expect(page.Locator("[data-status]")).ToContainTextAsync("草稿已保存");
        await Expect(page.Locator(".sheet-entry [data-state]")).ToHaveTextAsync("评了一部分");
        Assert.Equal("started", (await contest.StoredAsync(page, 1)).GetProperty("state").GetString());

        await page.Locator("[id='m.novelty']").FillAsync("9");
        await page.Locator("[id='m.novelty']").PressAsync("Enter");

        await page.WaitForURLAsync($"**{contest.Sheet(2)}");
        Assert.Equal("marked", (await contest.StoredAsync(page, 1)).GetProperty("state").GetString());
        await Expect(page.Locator(".panel-progress")).ToContainTextAsync("已完成 1 / 3");
        await page.GotoAsync(contest.Desk);
        await Expect(page.Locator("[data-line='1']")).ToContainTextAsync("90.00");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "评下一项（002 号）" })).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [SkippableFact]
    public async Task A_mark_out_of_range_is_explained_and_not_sent()
    {
        Site.RequireBrowser();
        using var contest = await PanelContest.CreateAsync(site);
        var page = await contest.EnterAsync((await contest.InviteAsync("甲")).Link);
        await page.GotoAsync(contest.Sheet(1));
        await page.Locator("[id='m.novelty']").FillAsync("11");
        await page.GetByRole(AriaRole.Button, new() { Name = "保存并评下一项" }).ClickAsync();

        await Expect(page.Locator("[id='m.novelty-error']")).ToHaveTextAsync("须在 0 到 10 之间");
        Assert.Equal("m.novelty", await page.EvaluateAsync<string>("document.activeElement.id"));
        Assert.Equal("open", (await contest.StoredAsync(page, 1)).GetProperty("state").GetString());

        await page.Locator("[id='m.novelty']").FillAsync("10");
        await Expect(page.Locator("[data-status]")).ToContainTextAsync("草稿已保存");
        await page.Context.CloseAsync();
    }

    [SkippableFact]
    public async Task Without_script_a_form_saves_and_says_what_is_wrong()
    {
        Site.RequireBrowser();
        using var contest = await PanelContest.CreateAsync(site);
        var page = await contest.EnterAsync((await contest.InviteAsync("甲")).Link, javaScript: false);
        await page.GotoAsync(contest.Sheet(1));
        await Expect(page.Locator("input[type=range]").First).ToBeHiddenAsync();
        await page.Locator("[id='m.effect']").FillAsync("101");
        await page.Locator("[id='m.novelty']").FillAsync("8");
        await page.GetByRole(AriaRole.Button, new() { Name = "保存", Exact = true }).ClickAsync();
        await Expect(page.Locator(".error-summary a[href='#m.effect']")).ToContainTextAsync("成效：须在 0 到 100 之间");
        await Expect(page.Locator("[id='m.effect']")).ToHaveValueAsync("101");
        await Expect(page.Locator("[id='m.novelty']")).ToHaveValueAsync("8");

        await page.Locator("[id='m.effect']").FillAsync("100");
        await page.GetByRole(AriaRole.Button, new() { Name = "保存并评下一项" }).ClickAsync();
        await page.WaitForURLAsync($"**{contest.Sheet(2)}");
        Assert.Equal(92, (await contest.StoredAsync(page, 1)).GetProperty("total").GetDouble());
        await page.Context.CloseAsync();
    }

    [SkippableFact]
    public async Task Who_abstains_gives_a_reason_and_takes_it_back_by_marking()
    {
        Site.RequireBrowser();
        using var contest = await PanelContest.CreateAsync(site);
        var page = await contest.EnterAsync((await contest.InviteAsync("甲")).Link);
        await page.GotoAsync(contest.Sheet(3));
        await page.Locator("[id='m.effect']").FillAsync("50");
        await page.Locator("#abstention summary").ClickAsync();
        await page.Locator("#abstention textarea").FillAsync("材料不足");
        await page.Locator("#abstention button").ClickAsync();

        await Expect(page.Locator("main")).ToContainTextAsync("您对这项成果弃权");
        await Expect(page.Locator("main")).ToContainTextAsync("弃权不是零分");
        var stored = await contest.StoredAsync(page, 3);
        Assert.Equal(("abstained", "材料不足", 0), (
            stored.GetProperty("state").GetString(), stored.GetProperty("reason").GetString(), stored.GetProperty("marks").EnumerateObject().Count()));

        await page.GetByText("改为打分").ClickAsync();
        await page.Locator("[id='m.effect']").FillAsync("70");
        await Expect(page.Locator("[data-status]")).ToContainTextAsync("草稿已保存");
        Assert.Equal("started", (await contest.StoredAsync(page, 3)).GetProperty("state").GetString());
        await page.Context.CloseAsync();
    }

    [SkippableFact]
    public async Task Where_the_affiliation_matches_recusal_is_suggested_and_stands()
    {
        Site.RequireBrowser();
        using var contest = await PanelContest.CreateAsync(site);
        var page = await contest.EnterAsync((await contest.InviteAsync("乙", "渭源县教育局 督学")).Link);
        await Expect(page.Locator("[data-line='2']")).ToContainTextAsync("建议回避");
        await Expect(page.Locator("[data-line='1']")).Not.ToContainTextAsync("建议回避");
        await page.GotoAsync(contest.Sheet(2));
        await Expect(page.Locator("main")).ToContainTextAsync("建议您回避这项成果");
        await page.Locator("#recusal textarea").FillAsync("本单位申报");
        await page.Locator("#recusal button").ClickAsync();

        await Expect(page.Locator("main")).ToContainTextAsync("您已回避这项成果");
        await Expect(page.Locator("form[data-sheet]")).ToHaveCountAsync(0);
        Assert.Equal("recused", (await contest.StoredAsync(page, 2)).GetProperty("state").GetString());
        await page.GetByRole(AriaRole.Link, new() { Name = "评下一项" }).ClickAsync();
        await page.WaitForURLAsync(new Regex("/e/3$"));
        await page.Context.CloseAsync();
    }
}
