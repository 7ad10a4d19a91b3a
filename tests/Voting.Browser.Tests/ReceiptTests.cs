using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Voting.Browser.Tests;

/// <summary>A voter's own receipt, checked in the voter's own browser; and what is made of a changed one.</summary>
[Collection(nameof(Site))]
public sealed class ReceiptTests(Site site)
{
    [SkippableFact]
    public async Task A_vote_on_the_phone_page_gives_a_receipt_that_the_browser_proves()
    {
        Site.RequireBrowser();
        var page = await site.VisitAsync();
        await page.GotoAsync($"{Site.Contest}?q=41");
        await page.Locator("#e-41 button").ClickAsync();
        await page.Locator("#e-41 .entry-word a").First.ClickAsync();
        await page.WaitForURLAsync(new Regex("/b/[0-9a-f]{32}"));
        Assert.True(await page.Locator(".receipt-qr img").EvaluateAsync<bool>("async code => { await code.decode(); return code.naturalWidth > 0; }"));
        var link = await page.Locator(".receipt-qr").GetAttributeAsync("href");
        var download = await page.RunAndWaitForDownloadAsync(() => page.Locator(".receipt .button[download]").ClickAsync());
        var file = await download.PathAsync();
        var answer = await File.ReadAllTextAsync(file);
        await page.GetByText("回执文本", new() { Exact = true }).ClickAsync();
        Assert.Equal(answer, await page.Locator("#answer").InputValueAsync());
        var proof = await page.Locator("#receipt").InputValueAsync();
        await ExpectNoViolationAsync(page);

        // Filled in, from the confirmation page.
        var receipt = new ReceiptPage(page);
        await page.Locator(".receipt .button-dark").ClickAsync();
        await page.WaitForURLAsync("**/verify?ballot=*");
        await receipt.ExpectProvenAsync();
        await Expect(page.Locator("[data-part=entries]")).ToContainTextAsync("041");
        await Expect(page.Locator("[data-part=entries] a")).ToHaveTextAsync(new Regex(".{4,}"));
        await ExpectNoViolationAsync(page);

        // By the code's link.
        await page.GotoAsync("about:blank");
        await page.GotoAsync(link!);
        await receipt.ExpectProvenAsync();
        await Expect(page.Locator("[data-part=entries]")).ToContainTextAsync("041");

        // As an uploaded file, and as pasted text that lost its last line end on the way.
        await page.GotoAsync(ReceiptPage.Address);
        await page.Locator("#file").SetInputFilesAsync(file);
        await receipt.ExpectProvenAsync();
        await page.GotoAsync(ReceiptPage.Address);
        await page.Locator("#file").SetInputFilesAsync(new FilePayload
        {
            Name = "receipt.txt", MimeType = "text/plain", Buffer = Encoding.UTF8.GetBytes(proof),
        });
        await receipt.ExpectProvenAsync();
        await page.GotoAsync(ReceiptPage.Address);
        await receipt.CheckAsync(proof.TrimEnd());
        await receipt.ExpectProvenAsync();
        await receipt.CloseAsync();
    }

    [SkippableFact]
    public async Task The_word_after_a_vote_leads_to_its_check_in_English_too()
    {
        Site.RequireBrowser();
        var page = await site.VisitAsync(language: "en");
        await page.GotoAsync($"{Site.Contest}/e/42");
        await page.Locator("form[data-entry='42'] button").ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Check", Exact = true }).ClickAsync();
        var receipt = new ReceiptPage(page);
        await receipt.ExpectProvenAsync();
        await Expect(page.Locator("[data-part=verdict]")).ToContainTextAsync("Proven: your ballot is in the public log");
        await Expect(page.Locator("[data-part=at]")).ToContainTextAsync("Beijing time");

        await ExpectNoViolationAsync(page);
        await receipt.CloseAsync();
    }

    /// <summary>What is changed; where that shows; the word for it, which is another one for each.</summary>
    public static TheoryData<string, string, string, string> Changes => new()
    {
        { "leaf", "refused", "leaf", "changed" },
        { "leaf and its hash", "refused", "inclusion", "other-line" },
        { "leaf with a space", "refused", "leaf", "not-canonical" },
        { "index", "unreadable", "read", "index-differs" },
        { "index of the proof alone", "refused", "inclusion", "not-included" },
        { "index beyond the log", "unreadable", "read", "outside" },
        { "path", "refused", "inclusion", "path-wrong" },
        { "path shortened", "refused", "inclusion", "path-wrong" },
        { "signature", "refused", "signature", "wrong" },
        { "size", "refused", "signature", "wrong" },
        { "key id", "refused", "signature", "no-line" },
        { "origin", "unreadable", "log", "other-log" },
        { "cut in the middle", "unreadable", "read", "truncated" },
        { "cut proof", "unreadable", "read", "truncated" },
        { "other words", "unreadable", "read", "not-a-receipt" },
        { "nothing", "unreadable", "read", "empty" },
    };

    [SkippableTheory]
    [MemberData(nameof(Changes))]
    public async Task A_changed_receipt_is_refused_in_its_own_words(string change, string verdict, string step, string why)
    {
        Site.RequireBrowser();
        var (zh, en) = (await ReceiptPage.OpenAsync(site), await ReceiptPage.OpenAsync(site, language: "en"));
        var receipt = Change(await CastAsync(43), change);
        await zh.CheckAsync(receipt);
        await en.CheckAsync(receipt);

        Assert.Matches(@"\p{IsCJKUnifiedIdeographs}", await zh.ExpectAsync(verdict, step, why));
        Assert.DoesNotMatch(@"\p{IsCJKUnifiedIdeographs}", await en.ExpectAsync(verdict, step, why));
        await Expect(zh.Page.Locator(".check-bad")).ToHaveCountAsync(1);
        await zh.CloseAsync();
        await en.CloseAsync();
    }

    [Fact]
    public void Every_change_is_told_from_the_others() =>
        Assert.InRange(Changes.Select(row => (row[2], row[3])).Distinct().Count(), 12, 16);

    [SkippableFact]
    public async Task Without_script_or_without_https_the_page_says_what_it_needs_and_what_else_there_is()
    {
        Site.RequireBrowser();
        var plain = await site.VisitAsync(javaScript: false);
        await plain.GotoAsync(ReceiptPage.Address);
        await Expect(plain.Locator("[data-without-script]")).ToContainTextAsync("JavaScript");
        await Expect(plain.Locator("#check")).ToBeHiddenAsync();
        await Expect(plain.GetByText("Voting.Verify -- receipt")).ToBeVisibleAsync();
        await plain.Context.CloseAsync();

        var insecure = await site.VisitAsync();
        await insecure.AddInitScriptAsync("Object.defineProperty(crypto, 'subtle', { value: undefined })");
        await insecure.GotoAsync(ReceiptPage.Address);
        await Expect(insecure.Locator("[data-not-secure]")).ToContainTextAsync("https://");
        await Expect(insecure.Locator("#check")).ToBeHiddenAsync();
        await insecure.Context.CloseAsync();
    }

    [SkippableFact]
    public async Task A_damaged_link_is_called_damaged()
    {
        Site.RequireBrowser();
        var receipt = await ReceiptPage.OpenAsync(site, address: $"{ReceiptPage.Address}#i=3&h=AAAA");
        await receipt.ExpectAsync("unreadable", "read", "not-a-link");
        await receipt.CloseAsync();
    }

    [SkippableFact]
    public async Task Only_this_page_loads_the_script_of_the_check_and_it_stays_small()
    {
        Site.RequireBrowser();
        var page = await site.VisitAsync();
        foreach (var path in new[] { "/", Site.Contest, $"{Site.Contest}/e/43", $"{Site.Contest}/board", $"{Site.Contest}/rules", $"{Site.Contest}/results" })
        {
            await page.GotoAsync(path);
            Assert.Equal(0, await page.Locator("script[src*='verify.js']").CountAsync());
        }

        await page.GotoAsync(ReceiptPage.Address);
        Assert.Equal(1, await page.Locator("script").CountAsync());
        var script = await page.Locator("script").GetAttributeAsync("src");
        using var client = new HttpClient { BaseAddress = new Uri(site.Address) };
        Assert.InRange((await client.GetByteArrayAsync(script)).Length, 1, 20 * 1024);
        await page.Context.CloseAsync();
    }

    [SkippableFact]
    public async Task A_line_that_was_looked_up_can_be_checked_too_and_need_not_be_a_ballot()
    {
        Site.RequireBrowser();
        var receipt = await ReceiptPage.OpenAsync(site, address: $"{ReceiptPage.Address}?index=0");
        await receipt.Page.GetByRole(AriaRole.Link, new() { Name = "核验这一行" }).ClickAsync();
        await receipt.ExpectAsync("proven-line", "leaf", "no-ballot");
        await receipt.CloseAsync();
    }

    private static async Task ExpectNoViolationAsync(IPage page)
    {
        var result = await page.RunAxe();
        Assert.Empty(result.Violations.Select(violation => $"{violation.Id}: {violation.Nodes[0].Html}"));
    }

    private async Task<JsonObject> CastAsync(int entry)
    {
        using var client = new HttpClient { BaseAddress = new Uri(site.Address) };
        client.DefaultRequestHeaders.Add("Idempotency-Key", Guid.NewGuid().ToString("n"));
        var answer = await client.PostAsJsonAsync("/api/contests/hand-in-hand-2023/ballots", new { entries = new[] { entry } });
        return (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    private static string Change(JsonObject answer, string change)
    {
        var (leaf, proof) = ((string)answer["leaf"]!, (string)answer["receipt"]!);
        var lines = proof.Split('\n');
        string With(int line, Func<string, string> other) => string.Join('\n', lines.Select((text, i) => i == line ? other(text) : text));
        // The first line is the one that every browser can check.
        int Signature() => Array.FindIndex(lines, line => line.StartsWith('—'));
        switch (change)
        {
            case "leaf": answer["leaf"] = leaf.Replace("[43]", "[44]"); break;
            case "leaf and its hash": answer["leaf"] = leaf.Replace("[43]", "[44]"); answer.Remove("leafHash"); break;
            case "leaf with a space": answer["leaf"] = leaf.Replace("[43]", "[ 43]"); answer.Remove("leafHash"); break;
            case "index": answer["receipt"] = With(1, _ => "index 3"); break;
            case "index of the proof alone": return With(1, _ => "index 3");
            case "index beyond the log": return With(1, _ => "index 999999999");
            case "path": answer["receipt"] = With(2, Flipped); break;
            case "path shortened": answer["receipt"] = string.Join('\n', lines.Where((_, i) => i != 2)); break;
            case "signature": answer["receipt"] = With(Signature(), text => FlippedAt(text, text.Length - 20)); break;
            case "size": answer["receipt"] = With(Array.IndexOf(lines, "") + 2, size => $"{long.Parse(size) + 1}"); break;
            case "key id": answer["receipt"] = With(Signature(), text => FlippedAt(text, text.LastIndexOf(' ') + 2)); break;
            case "origin": answer["receipt"] = proof.Replace("hand-in-hand-2023", "hand-in-hand-2024"); break;
            case "cut in the middle": return answer.ToJsonString()[..500];
            case "cut proof": return proof[..^60];
            case "other words": return "回执丢了";
            case "nothing": return "  \n";
        }

        return answer.ToJsonString();
    }

    private static string Flipped(string base64) => FlippedAt(base64, 5);

    private static string FlippedAt(string text, int at) => text[..at] + (text[at] == 'A' ? 'B' : 'A') + text[(at + 1)..];
}
