using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Voting.Browser.Tests;

/// <summary>Voting by phone in the demo, whose messages wait on a page: from the entry that was wanted and back to it.</summary>
[Collection(nameof(Site))]
public sealed class PhoneTests(Site site)
{
    [SkippableTheory]
    [InlineData(true, "138 0000 2101", 21)]
    [InlineData(false, "138-0000-2202", 22)]
    public async Task A_code_from_the_outbox_makes_a_voter_who_votes_for_the_entry_that_was_wanted(bool javaScript, string phone, int entry)
    {
        Site.RequireBrowser();
        var page = await site.VisitAsync(javaScript);
        await page.GotoAsync($"{Site.Contest}/voter?entry={entry}");
        await page.Locator("#phone").FillAsync(phone);
        await page.GetByRole(AriaRole.Button, new() { Name = "获取验证码" }).ClickAsync();

        var outbox = await page.Context.NewPageAsync();
        await outbox.GotoAsync("/demo/outbox");
        var card = outbox.Locator("section.card", new() { HasText = "+86" + string.Concat(phone.Where(char.IsAsciiDigit)) });
        var code = await card.Locator("[data-code]").InnerTextAsync();
        await Expect(card).ToContainTextAsync($"验证码 {code}");

        // Wrong first: the number is still there, and the same code goes on being good.
        await page.Locator("#sms-code").FillAsync(code == "000000" ? "000001" : "000000");
        await page.Locator("form[action$='/phone/code'] button").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("验证码不对或已失效");
        await page.Locator("#sms-code").FillAsync(code);
        await page.Locator("form[action$='/phone/code'] button").ClickAsync();

        await page.WaitForURLAsync($"**/e/{entry}");
        await page.Locator($"form[data-entry='{entry}'] button").ClickAsync();
        if (javaScript)
            await page.GetByRole(AriaRole.Link, new() { Name = "回执" }).ClickAsync();
        await page.WaitForURLAsync("**/b/*");
        var leaf = JsonDocument.Parse(await page.Locator("#leaf").InputValueAsync()).RootElement;
        Assert.Equal(("phone", entry), (leaf.GetProperty("ch").GetString(), leaf.GetProperty("w")[0].GetInt32()));

        // The next person at this tablet votes as the device again.
        await page.GotoAsync($"{Site.Contest}/voter");
        await page.GetByRole(AriaRole.Button, new() { Name = "换下一位投票人" }).ClickAsync();
        await Expect(page.Locator("main")).ToContainTextAsync("您正以这部设备上的浏览器投票");
        await page.Context.CloseAsync();
    }
}
