using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Voting.Browser.Tests;

/// <summary>An organizer invites an auditor in the browser, who turns on codes and is removed; axe finds nothing on any page of the way.</summary>
[Collection(nameof(Site))]
public sealed class AccountPagesTests(Site site)
{
    private const string Contest = "/organizer" + Site.Contest;
    private const string Password = "three words together";

    [SkippableTheory]
    [InlineData("zh-CN", 390, "auditor-one")]
    [InlineData("en", 1920, "auditor-two")]
    public async Task An_auditor_comes_by_a_link_looks_at_everything_and_goes(string language, int width, string name)
    {
        Site.RequireBrowser();
        var organizer = await site.VisitAsync(javaScript: true, language, width, width == 390 ? 844 : 1080);
        await organizer.GotoAsync("/organizer");
        await organizer.FillAsync("#name", "organizer");
        await organizer.FillAsync("#password", Site.OrganizerPassword);
        await organizer.ClickAsync("main button[type=submit]");
        foreach (var page in new[] { "/organizer", Contest, $"{Contest}/objections", $"{Contest}/people", "/organizer/account", "/organizer/new" })
        {
            await organizer.GotoAsync(page);
            await CleanAsync(organizer);
        }

        // 1. The invitation.
        await organizer.GotoAsync($"{Contest}/people");
        await organizer.FillAsync("#name", name);
        await organizer.CheckAsync("#role-auditor");
        await organizer.ClickAsync("form.card button[type=submit]");
        await CleanAsync(organizer);
        var link = await organizer.InputValueAsync("#link");

        // 2. The auditor chooses a password, after one that is refused.
        var auditor = await site.VisitAsync(javaScript: true, language, width, width == 390 ? 844 : 1080);
        await auditor.GotoAsync(link);
        await CleanAsync(auditor);
        await ChooseAsync(auditor, "too short");
        await CleanAsync(auditor);
        await ChooseAsync(auditor, Password);
        Assert.EndsWith(Contest, auditor.Url, StringComparison.Ordinal);
        await CleanAsync(auditor);
        Assert.Equal(0, await auditor.Locator("main form").CountAsync());
        await auditor.GotoAsync($"{Contest}/people");
        Assert.Equal(0, await auditor.Locator("main form").CountAsync());

        // 3. Codes: the QR, a wrong code, the recovery codes, signing in with one.
        await auditor.GotoAsync("/organizer/account");
        await auditor.FillAsync("#on-current", Password);
        await auditor.ClickAsync("#two-step button");
        await CleanAsync(auditor);
        var secret = (await auditor.InnerTextAsync("#two-step code")).Replace(" ", "");
        await auditor.FillAsync("#code", Totp.CodeNow(secret));
        await auditor.ClickAsync("#two-step button");
        await CleanAsync(auditor);
        var recovery = await auditor.Locator(".recovery li").First.InnerTextAsync();
        await auditor.ClickAsync(".organizer-bar button");
        await auditor.FillAsync("#name", name);
        await auditor.FillAsync("#password", Password);
        await auditor.ClickAsync("main button[type=submit]");
        await CleanAsync(auditor);
        await auditor.FillAsync("#code", "000000");
        await auditor.ClickAsync("main button[type=submit]");
        await CleanAsync(auditor);
        await auditor.FillAsync("#code", recovery);
        await auditor.ClickAsync("main button[type=submit]");
        Assert.Matches(new Regex("/organizer$"), auditor.Url);
        await CleanAsync(auditor);

        // 4. Removed, and out with the next page.
        await organizer.GotoAsync($"{Contest}/people");
        var row = organizer.Locator(".people li", new() { HasText = name });
        await row.Locator("summary").ClickAsync();
        await CleanAsync(organizer);
        await row.Locator("button").ClickAsync();
        Assert.Equal(403, (await auditor.GotoAsync(Contest))!.Status);
        await CleanAsync(auditor);
        await auditor.Context.CloseAsync();
        await organizer.Context.CloseAsync();
    }

    private static async Task ChooseAsync(IPage page, string password)
    {
        await page.FillAsync("#password", password);
        await page.FillAsync("#again", password);
        await page.ClickAsync("main button[type=submit]");
    }

    private static async Task CleanAsync(IPage page)
    {
        var violations = (await page.RunAxe()).Violations;
        Assert.True(violations.Length == 0, $"{page.Url}: " + string.Join(
            '\n', violations.Select(v => $"{v.Id}: {v.Help} - {string.Join(", ", v.Nodes.Take(3).Select(n => n.Html))}")));
    }

    /// <summary>What the auditor's phone does, written apart from the server.</summary>
    private static class Totp
    {
        public static string CodeNow(string base32)
        {
            var bits = string.Concat(base32.Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c), 2).PadLeft(5, '0')));
            byte[] key = [.. bits.Chunk(8).Where(part => part.Length == 8).Select(part => Convert.ToByte(new string(part), 2))];
            var counter = BitConverter.GetBytes(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 30);
            Array.Reverse(counter);
#pragma warning disable CA5350 // The algorithm of the standard.
            var hash = System.Security.Cryptography.HMACSHA1.HashData(key, counter);
#pragma warning restore CA5350
            var at = hash[19] & 15;
            var number = ((hash[at] & 127) << 24) | (hash[at + 1] << 16) | (hash[at + 2] << 8) | hash[at + 3];
            return $"{number % 1_000_000:D6}";
        }
    }
}
