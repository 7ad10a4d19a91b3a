using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Voting.Browser.Tests;

/// <summary>From the invitation in the organizer's browser to the locked sheet, and what the organizer decides about it.</summary>
[Collection(nameof(Site))]
public sealed class SubmissionTests(Site site)
{
    [SkippableFact]
    public async Task A_sheet_is_submitted_locked_and_opened_again_with_a_reason()
    {
        Site.RequireBrowser();
        using var contest = await PanelContest.CreateAsync(site, entries: 2);
        var organizer = await contest.OrganizeAsync();
        await organizer.Locator("#experts").FillAsync("林知远 | 天津大学\n周敏");
        await organizer.GetByRole(AriaRole.Button, new() { Name = "生成邀请链接" }).ClickAsync();
        await Expect(organizer.Locator(".issued input")).ToHaveCountAsync(2);
        var page = await contest.EnterAsync(await organizer.Locator(".issued input").First.InputValueAsync());

        // Incomplete: what is missing is listed, and there is nothing to press.
        await page.GotoAsync($"{contest.Desk}/submission");
        await Expect(page.Locator(".missing-list li")).ToHaveCountAsync(2);
        await Expect(page.Locator("form[data-submission]")).ToHaveCountAsync(0);
        foreach (var number in new[] { 1, 2 })
        {
            await page.GotoAsync(contest.Sheet(number));
            await page.Locator("[id='m.effect']").FillAsync("88");
            await page.Locator("[id='m.novelty']").FillAsync("9");
            await page.GetByRole(AriaRole.Button, new() { Name = "保存并评下一项" }).ClickAsync();
            await page.WaitForURLAsync(url => !url.EndsWith($"/e/{number}"));
        }

        await Expect(page.Locator("main")).ToContainTextAsync("全部成果都已完成");
        Assert.DoesNotContain("/board", await page.ContentAsync());
        await page.Locator("main").GetByRole(AriaRole.Link, new() { Name = "查看并提交全部评分" }).ClickAsync();
        await Expect(page.Locator(".sheet-table tbody tr")).ToHaveCountAsync(2);
        await page.Locator("#confirm").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "提交并锁定评分" }).ClickAsync();
        await Expect(page.Locator("main")).ToContainTextAsync("提交评分");
        await Expect(page.Locator("main")).ToContainTextAsync("评分已锁定");
        await page.GotoAsync(contest.Sheet(1));
        await Expect(page.Locator("form[data-sheet]")).ToHaveCountAsync(0);

        await organizer.GotoAsync(contest.Experts);
        var seat = organizer.Locator(".seat").First;
        await Expect(seat).ToContainTextAsync("已提交");
        await seat.GetByText("解锁评分表").ClickAsync();
        await seat.Locator("textarea[name=reason]").FillAsync("专家发现填错一项");
        await seat.GetByRole(AriaRole.Button, new() { Name = "确认解锁" }).ClickAsync();
        await Expect(organizer.Locator(".notice-done")).ToBeVisibleAsync();
        await Expect(organizer.Locator(".seat").First).ToContainTextAsync("评分中");

        await page.ReloadAsync();
        await page.Locator("[id='m.effect']").FillAsync("66");
        await Expect(page.Locator("[data-status]")).ToContainTextAsync("草稿已保存");
        await page.Context.CloseAsync();
        await organizer.Context.CloseAsync();
    }

    [SkippableFact]
    public async Task What_waits_in_the_browser_goes_up_before_the_sheet_is_locked()
    {
        Site.RequireBrowser();
        using var contest = await PanelContest.CreateAsync(site, entries: 1);
        var page = await contest.EnterAsync((await contest.InviteAsync("甲")).Link);
        await page.GotoAsync(contest.Sheet(1));
        await page.Locator("[id='m.effect']").FillAsync("50");
        await page.Locator("[id='m.novelty']").FillAsync("5");
        await Expect(page.Locator("[data-status]")).ToContainTextAsync("草稿已保存");
        // Another tab stands at the submission while the first one loses its network and types on.
        var submission = await page.Context.NewPageAsync();
        await submission.GotoAsync($"{contest.Desk}/submission");
        await page.RouteAsync("**/api/panel/**", route => route.AbortAsync());
        await page.Locator("[id='m.effect']").FillAsync("99");
        await submission.Locator("#confirm").CheckAsync();
        await submission.GetByRole(AriaRole.Button, new() { Name = "提交并锁定评分" }).ClickAsync();

        // Either the changed sheet is shown for another look, or it is submitted: never the old mark.
        await Expect(submission.Locator("body")).ToContainTextAsync(new Regex("99|评分已锁定"));
        Assert.Equal(99, (await contest.StoredAsync(submission, 1)).GetProperty("marks").GetProperty("effect").GetInt32());
        await page.Context.CloseAsync();
    }

    [SkippableFact]
    public async Task Without_script_a_sheet_is_submitted_by_form_once_it_is_confirmed()
    {
        Site.RequireBrowser();
        using var contest = await PanelContest.CreateAsync(site, entries: 1);
        var page = await contest.EnterAsync((await contest.InviteAsync("甲")).Link, javaScript: false);
        await page.GotoAsync(contest.Sheet(1));
        await page.Locator("#abstention summary").ClickAsync();
        await page.Locator("#abstention textarea").FillAsync("非本人专业");
        await page.Locator("#abstention button").ClickAsync();
        await page.GotoAsync($"{contest.Desk}/submission");
        await page.Locator("#confirm").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "提交并锁定评分" }).ClickAsync();
        await Expect(page.Locator("main")).ToContainTextAsync("评分已锁定");
        await page.Context.CloseAsync();
    }

    [SkippableFact]
    public async Task A_late_expert_is_not_waited_for_and_a_substitute_takes_over()
    {
        Site.RequireBrowser();
        using var contest = await PanelContest.CreateAsync(site);
        await contest.InviteAsync("迟到者");
        await contest.InviteAsync("替补");
        var organizer = await contest.OrganizeAsync();
        var (late, other) = (organizer.Locator(".seat").First, organizer.Locator(".seat").Nth(1));
        await other.Locator("summary").First.ClickAsync();
        await other.GetByLabel("下面勾选的组别和填写的编号").CheckAsync();
        await other.GetByLabel("编号", new() { Exact = true }).FillAsync("3");
        await other.GetByRole(AriaRole.Button, new() { Name = "分配" }).ClickAsync();
        await Expect(other).ToContainTextAsync("分配：1 项");

        await late.GetByText("逾期：不再等待").ClickAsync();
        await late.Locator("textarea[name=reason]").FillAsync("截止后仍未提交");
        await late.GetByRole(AriaRole.Button, new() { Name = "确认不再等待" }).ClickAsync();
        await Expect(late).ToContainTextAsync("不再等待");
        await late.Locator("summary", new() { HasText = "安排替补" }).ClickAsync();
        await late.GetByRole(AriaRole.Button, new() { Name = "安排替补" }).ClickAsync();
        await Expect(other).ToContainTextAsync("分配：3 项");
        await organizer.Context.CloseAsync();
    }
}
