using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Voting.Browser.Tests;

/// <summary>A lost network, a closed tab, a lost answer, another browser: nothing that was typed is lost.</summary>
[Collection(nameof(Site))]
public sealed class UnsavedSheetTests(Site site)
{
    [SkippableFact]
    public async Task Without_a_network_marks_wait_in_the_browser_and_go_up_when_it_is_back()
    {
        Site.RequireBrowser();
        using var contest = await PanelContest.CreateAsync(site);
        var page = await contest.EnterAsync((await contest.InviteAsync("甲")).Link);
        await page.GotoAsync(contest.Sheet(1));
        await page.Context.SetOfflineAsync(true);
        await page.Locator("[id='m.effect']").FillAsync("64");
        await page.Locator("[id='m.novelty']").FillAsync("5");
        await Expect(page.Locator("[data-status]")).ToContainTextAsync("网络不通：已存在本机");
        await page.GetByRole(AriaRole.Button, new() { Name = "保存并评下一项" }).ClickAsync();
        await Expect(page.Locator("[id='m.effect']")).ToHaveValueAsync("64");

        await page.Context.SetOfflineAsync(false);
        await Expect(page.Locator("[data-status]")).ToContainTextAsync("草稿已保存");
        Assert.Equal("marked", (await contest.StoredAsync(page, 1)).GetProperty("state").GetString());
        await page.Context.CloseAsync();
    }

    [SkippableFact]
    public async Task A_closed_tab_loses_nothing_and_the_desk_takes_it_up()
    {
        Site.RequireBrowser();
        using var contest = await PanelContest.CreateAsync(site);
        var page = await contest.EnterAsync((await contest.InviteAsync("甲")).Link);
        await page.GotoAsync(contest.Sheet(1));
        await page.Context.SetOfflineAsync(true); // What a page sends while it closes does not arrive either.
        await page.Locator("[id='m.effect']").FillAsync("77");
        await page.Locator("#comment").FillAsync("看得出下了功夫");
        await page.CloseAsync();
        await page.Context.SetOfflineAsync(false);

        var again = await page.Context.NewPageAsync();
        await again.GotoAsync(contest.Desk);
        await Expect(again.Locator("[data-line='1']")).ToContainTextAsync("评了一部分");
        var stored = await contest.StoredAsync(again, 1);
        Assert.Equal((77, "看得出下了功夫"), (
            stored.GetProperty("marks").GetProperty("effect").GetInt32(), stored.GetProperty("comment").GetString()));
        await again.Context.CloseAsync();
    }

    [SkippableFact]
    public async Task A_closed_tab_is_restored_on_its_own_page_even_where_it_is_no_mark_yet()
    {
        Site.RequireBrowser();
        using var contest = await PanelContest.CreateAsync(site);
        var page = await contest.EnterAsync((await contest.InviteAsync("甲")).Link);
        await page.GotoAsync(contest.Sheet(1));
        await page.Locator("[id='m.effect']").FillAsync("8x");
        await page.CloseAsync();

        var again = await page.Context.NewPageAsync();
        await again.GotoAsync(contest.Sheet(1));
        await Expect(again.Locator("[id='m.effect']")).ToHaveValueAsync("8x");
        await Expect(again.Locator("[id='m.effect-error']")).Not.ToBeEmptyAsync();
        await again.Context.CloseAsync();
    }

    [SkippableFact]
    public async Task A_lost_answer_is_no_conflict_with_oneself()
    {
        Site.RequireBrowser();
        using var contest = await PanelContest.CreateAsync(site);
        var page = await contest.EnterAsync((await contest.InviteAsync("甲")).Link);
        var asked = 0;
        await page.RouteAsync("**/api/panel/*/entries/*", async route =>
        {
            if (++asked > 1)
            {
                await route.ContinueAsync();
                return;
            }

            await route.FetchAsync(); // Saved, and never told.
            await route.AbortAsync();
        });
        await page.GotoAsync(contest.Sheet(1));
        await page.Locator("[id='m.effect']").FillAsync("60");
        await Expect(page.Locator("[data-status]")).ToContainTextAsync("网络不通");
        await page.Locator("[id='m.effect']").FillAsync("61");
        await Expect(page.Locator("[data-status]")).ToContainTextAsync("草稿已保存");
        await Expect(page.Locator(".sheet-conflict")).ToBeHiddenAsync();
        Assert.Equal(61, EffectOf(await contest.StoredAsync(page, 1)));
        await page.Context.CloseAsync();
    }

    [SkippableTheory]
    [InlineData("mine", 70)]
    [InlineData("theirs", 80)]
    public async Task Of_two_browsers_at_once_the_later_is_told_and_chooses(string kept, int stands)
    {
        Site.RequireBrowser();
        using var contest = await PanelContest.CreateAsync(site);
        var (id, link) = await contest.InviteAsync("甲");
        var first = await contest.EnterAsync(link);
        var second = await contest.EnterAsync(await contest.InviteAgainAsync(id));
        await first.GotoAsync(contest.Sheet(1));
        await second.GotoAsync(contest.Sheet(1));
        await first.Locator("[id='m.effect']").FillAsync("80");
        await Expect(first.Locator("[data-status]")).ToContainTextAsync("草稿已保存");

        await second.Locator("[id='m.effect']").FillAsync("70");
        await Expect(second.Locator(".sheet-conflict")).ToBeVisibleAsync();
        await Expect(second.Locator("[data-theirs]")).ToContainTextAsync("80");
        await Expect(second.Locator("[id='m.effect']")).ToHaveValueAsync("70");
        Assert.Equal(80, EffectOf(await contest.StoredAsync(second, 1)));

        // Left and opened again, both are still there.
        await second.ReloadAsync();
        await Expect(second.Locator(".sheet-conflict")).ToBeVisibleAsync();
        await Expect(second.Locator("[id='m.effect']")).ToHaveValueAsync("70");
        await second.Locator($"[data-keep={kept}]").ClickAsync();
        await Expect(second.Locator(".sheet-conflict")).ToBeHiddenAsync();
        await Expect(second.Locator("[id='m.effect']")).ToHaveValueAsync(stands.ToString());
        if (kept == "mine")
            await Expect(second.Locator("[data-status]")).ToContainTextAsync("草稿已保存");
        Assert.Equal(stands, EffectOf(await contest.StoredAsync(second, 1)));
        await first.Context.CloseAsync();
        await second.Context.CloseAsync();
    }

    [SkippableFact]
    public async Task Without_script_the_later_browser_is_shown_both()
    {
        Site.RequireBrowser();
        using var contest = await PanelContest.CreateAsync(site);
        var (id, link) = await contest.InviteAsync("甲");
        var first = await contest.EnterAsync(link, javaScript: false);
        var second = await contest.EnterAsync(await contest.InviteAgainAsync(id), javaScript: false);
        await first.GotoAsync(contest.Sheet(1));
        await second.GotoAsync(contest.Sheet(1));
        var save = new PageGetByRoleOptions { Name = "保存", Exact = true };
        await first.Locator("[id='m.effect']").FillAsync("80");
        await first.GetByRole(AriaRole.Button, save).ClickAsync();
        await second.Locator("[id='m.effect']").FillAsync("70");
        await second.GetByRole(AriaRole.Button, save).ClickAsync();

        await Expect(second.Locator(".error-summary").First).ToContainTextAsync("刚在别处保存过");
        await Expect(second.Locator("form .notice")).ToContainTextAsync("80");
        await Expect(second.Locator("[id='m.effect']")).ToHaveValueAsync("70");
        await second.GetByRole(AriaRole.Button, save).ClickAsync();
        Assert.Equal(70, EffectOf(await contest.StoredAsync(second, 1)));
        await first.Context.CloseAsync();
        await second.Context.CloseAsync();
    }

    private static int EffectOf(JsonElement entry) => entry.GetProperty("marks").GetProperty("effect").GetInt32();
}
