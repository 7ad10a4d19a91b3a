using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Voting.Browser.Tests;

/// <summary>The page that checks receipts, as a visitor uses it.</summary>
internal sealed class ReceiptPage(IPage page)
{
    public const string Address = $"{Site.Contest}/verify";

    public IPage Page => page;

    public static async Task<ReceiptPage> OpenAsync(Site site, AnotherLog? served = null, string language = "zh-CN", string address = Address)
    {
        var page = await site.VisitAsync(language: language);
        if (served is not null)
            await served.ServeAsync(page);
        await page.GotoAsync(address);
        return new ReceiptPage(page);
    }

    public async Task CheckAsync(string receipt)
    {
        await page.Locator("#receipt").FillAsync(receipt);
        await page.Locator("#check button").ClickAsync();
    }

    public Task ExpectAsync(string verdict) =>
        Expect(page.Locator("[data-part=verdict]")).ToHaveClassAsync(new Regex($@"\bverdict-{verdict}$"));

    /// <returns>The words with which the step ends, alone visible among all that it could say.</returns>
    public async Task<string> ExpectAsync(string verdict, string step, string why)
    {
        await ExpectAsync(verdict);
        var words = page.Locator($"[data-step={step}] [data-why]:visible");
        await Expect(words).ToHaveCountAsync(1);
        Assert.Equal(why, await words.GetAttributeAsync("data-why"));
        var text = await words.InnerTextAsync();
        Assert.DoesNotMatch(@"[{}]", text);
        return text;
    }

    public async Task ExpectProvenAsync()
    {
        await ExpectAsync("proven");
        await Expect(page.Locator(".check-good")).ToHaveCountAsync(7);
    }

    public Task CloseAsync() => page.Context.CloseAsync();
}
