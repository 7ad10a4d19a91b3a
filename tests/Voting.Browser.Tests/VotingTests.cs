using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Voting.Rules.Log;
using static Microsoft.Playwright.Assertions;

namespace Voting.Browser.Tests;

/// <summary>Voting on a phone: with script, without it, and on a network that loses answers.</summary>
[Collection(nameof(Site))]
public sealed class VotingTests(Site site)
{
    [SkippableFact]
    public async Task With_script_a_tap_votes_without_leaving_the_page()
    {
        Site.RequireBrowser();
        var page = await site.VisitAsync();
        await page.GotoAsync($"{Site.Contest}?q=11");
        var card = page.Locator("#e-11");
        var before = await VotesOnAsync(card);

        await card.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^投票") }).ClickAsync();

        await Expect(card.GetByRole(AriaRole.Button)).ToContainTextAsync("已投");
        await Expect(page.Locator("[data-left]")).ToHaveTextAsync("9");
        Assert.Equal(before + 1, await VotesOnAsync(card));
        Assert.EndsWith("?q=11", page.Url);

        await card.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("回执") }).ClickAsync();
        await ExpectReceiptAsync(page);
        await page.Context.CloseAsync();
    }

    [SkippableFact]
    public async Task Without_script_a_form_votes_and_a_page_confirms()
    {
        Site.RequireBrowser();
        var page = await site.VisitAsync(javaScript: false);
        await page.GotoAsync($"{Site.Contest}?q=012");
        await page.Locator("#e-12").GetByRole(AriaRole.Button).ClickAsync();
        await ExpectReceiptAsync(page);

        await page.GotoAsync($"{Site.Contest}?q=012");
        await Expect(page.Locator("#e-12")).ToContainTextAsync("已投");
        await page.Context.CloseAsync();
    }

    [SkippableFact]
    public async Task Without_script_a_refusal_is_said_in_words_with_a_link_to_its_card()
    {
        Site.RequireBrowser();
        var page = await site.VisitAsync(javaScript: false);
        await page.GotoAsync($"{Site.Contest}?q=13");
        var stale = await page.Context.NewPageAsync();
        await stale.GotoAsync($"{Site.Contest}?q=13");
        await page.Locator("#e-13").GetByRole(AriaRole.Button).ClickAsync();

        var response = await stale.RunAndWaitForResponseAsync(
            () => stale.Locator("#e-13").GetByRole(AriaRole.Button).ClickAsync(),
            answer => answer.Request.Method == "POST");

        Assert.Equal(409, response.Status);
        await Expect(stale.Locator(".error-summary")).ToContainTextAsync("您已投过这项成果");
        await Expect(stale.Locator(".error-summary a[href='#e-13']")).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [SkippableFact]
    public async Task A_lost_answer_is_asked_for_again_with_the_same_key_and_counted_once()
    {
        Site.RequireBrowser();
        var page = await site.VisitAsync();
        var keys = new List<string>();
        await page.RouteAsync("**/api/contests/*/ballots", async route =>
        {
            keys.Add(route.Request.Headers["idempotency-key"]);
            if (keys.Count == 1)
            {
                // The server gets the ballot; the answer does not come back.
                await route.FetchAsync();
                await route.AbortAsync();
            }
            else
            {
                await route.ContinueAsync();
            }
        });
        await page.GotoAsync($"{Site.Contest}?q=14");
        await page.Locator("#e-14").GetByRole(AriaRole.Button).ClickAsync();

        await Expect(page.Locator("#e-14").GetByRole(AriaRole.Button)).ToContainTextAsync("已投");
        await Expect(page.Locator("[data-left]")).ToHaveTextAsync("9");
        Assert.Equal(2, keys.Count);
        Assert.Equal(keys[0], keys[1]);
        await page.Context.CloseAsync();
    }

    [SkippableFact]
    public async Task A_reload_in_the_middle_keeps_the_key_of_the_unanswered_ballot()
    {
        Site.RequireBrowser();
        var page = await site.VisitAsync();
        var keys = new List<string>();
        await page.RouteAsync("**/api/contests/*/ballots", async route =>
        {
            keys.Add(route.Request.Headers["idempotency-key"]);
            if (keys.Count == 1)
                await route.FetchAsync(); // and never answered
            else
                await route.ContinueAsync();
        });
        await page.GotoAsync($"{Site.Contest}/e/15");
        await page.Locator("form[data-entry='15'] button").ClickAsync();
        await Expect(page.Locator("form[data-entry='15'] button")).ToContainTextAsync("提交中");

        // Offered again because this tab's page was made before the vote; the key is the first one's.
        await page.EvaluateAsync("""
            async () => { const key = localStorage.getItem(Object.keys(localStorage).find(name => name.endsWith(':15'))); window.kept = key; }
            """);
        Assert.Equal(keys[0], await page.EvaluateAsync<string>("window.kept"));
        await page.ReloadAsync();
        await Expect(page.Locator("main")).ToContainTextAsync("已投");
        await page.Context.CloseAsync();
    }

    [SkippableFact]
    public async Task English_visitors_are_answered_in_English()
    {
        Site.RequireBrowser();
        var page = await site.VisitAsync(language: "en");
        await page.GotoAsync($"{Site.Contest}?q=16");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "en");
        await page.Locator("#e-16").GetByRole(AriaRole.Button).ClickAsync();
        await Expect(page.Locator("#e-16").GetByRole(AriaRole.Button)).ToContainTextAsync("Voted");

        await page.GetByRole(AriaRole.Link, new() { Name = "中文" }).First.ClickAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "zh-CN");
        await page.Context.CloseAsync();
    }

    [SkippableTheory]
    [InlineData(Site.Contest, "/js/vote.js", 30, 10)]
    [InlineData($"{Site.Contest}/board", "/js/", 60, 25)]
    public async Task Pages_stay_small_on_the_wire(string path, string script, int mostKilobytes, int mostScriptKilobytes)
    {
        Site.RequireBrowser();
        var page = await site.VisitAsync();
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("Network.enable");
        var urls = new Dictionary<string, string>();
        var sizes = new Dictionary<string, double>();
        session.Event("Network.responseReceived").OnEvent += (_, e) =>
            urls[e!.Value.GetProperty("requestId").GetString()!] = e.Value.GetProperty("response").GetProperty("url").GetString()!;
        session.Event("Network.loadingFinished").OnEvent += (_, e) =>
            sizes[e!.Value.GetProperty("requestId").GetString()!] = e.Value.GetProperty("encodedDataLength").GetDouble();
        await page.GotoAsync(path, new() { WaitUntil = WaitUntilState.NetworkIdle });

        var loaded = urls.Where(url => !url.Value.Contains(".svg")).Select(url => (Url: url.Value, Size: sizes.GetValueOrDefault(url.Key))).ToList();
        Assert.True(loaded.Count >= 3, "The page, its styles and its script are measured.");
        Assert.InRange(loaded.Sum(item => item.Size), 1, mostKilobytes * 1024);
        Assert.InRange(loaded.Where(item => item.Url.Contains(script)).Sum(item => item.Size), 1, mostScriptKilobytes * 1024);
        await page.Context.CloseAsync();
    }

    private static async Task<int> VotesOnAsync(ILocator card) =>
        int.Parse((await card.Locator("[data-votes]").GetAttributeAsync("data-votes"))!);

    /// <summary>The confirmation page hands out a receipt that proves the leaf under the log's key.</summary>
    private async Task ExpectReceiptAsync(IPage page)
    {
        await page.WaitForURLAsync(new Regex("/b/[0-9a-f]{32}"));
        using var client = new HttpClient { BaseAddress = new Uri(site.Address) };
        var receipt = await client.GetStringAsync($"{new Uri(page.Url).AbsolutePath}/receipt.txt");
        var key = VerifierKey.TryParse((await client.GetStringAsync("/log/hand-in-hand-2023/vkey")).Split('\n')[0])!;
        var leaf = await page.Locator("#leaf").InputValueAsync();
        Assert.Equal("ballot", JsonDocument.Parse(leaf).RootElement.GetProperty("type").GetString());
        Assert.Equal(ProofVerdict.Valid, TlogProof.TryParse(receipt)!.Verify(System.Text.Encoding.UTF8.GetBytes(leaf), key));
    }
}
