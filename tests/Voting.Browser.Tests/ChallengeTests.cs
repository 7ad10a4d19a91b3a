using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Voting.Browser.Tests;

/// <summary>Proof of work in a real browser: the site's own script, the unmodified widget, and no script at all.</summary>
[Collection(nameof(WorkingSite))]
public sealed class ChallengeTests(WorkingSite site)
{
    [SkippableFact]
    public async Task The_voting_page_gets_through_a_challenge_by_itself()
    {
        Site.RequireBrowser();
        var page = await site.VisitAsync();
        var sent = new List<(string Key, bool HasSolution)>();
        page.Request += (_, request) =>
        {
            if (request.Url.EndsWith("/ballots", StringComparison.Ordinal))
                sent.Add((request.Headers["idempotency-key"], request.Headers.ContainsKey("altcha")));
        };
        await page.GotoAsync($"{Site.Contest}?q=11");
        await page.Locator("#e-11").GetByRole(AriaRole.Button).ClickAsync();

        await Expect(page.Locator("#e-11 form button")).ToContainTextAsync("已投");
        await Expect(page.Locator("[data-left]")).ToHaveTextAsync("9");
        Assert.Equal([false, true], sent.Select(one => one.HasSolution));
        Assert.Single(sent.Select(one => one.Key).Distinct());
        await page.Context.CloseAsync();
    }

    [SkippableFact]
    public async Task A_long_challenge_is_said_and_can_be_stopped()
    {
        Site.RequireBrowser();
        var page = await site.VisitAsync();
        await page.RouteAsync("**/api/contests/*/ballots", async route =>
        {
            var answer = await route.FetchAsync();
            var problem = await answer.TextAsync();
            // As much work as would take minutes.
            await route.FulfillAsync(new() { Response = answer, Body = problem.Replace("\"keyPrefix\":\"0\"", "\"keyPrefix\":\"00000\"", StringComparison.Ordinal) });
        });
        await page.GotoAsync($"{Site.Contest}?q=12");
        var card = page.Locator("#e-12");
        await card.Locator("form button").ClickAsync();

        await Expect(card.Locator("form button")).ToContainTextAsync("计算中");
        await Expect(card.Locator(".entry-word")).ToContainTextAsync("选择已保留");
        await card.GetByRole(AriaRole.Button, new() { Name = "取消" }).ClickAsync();

        await Expect(card.Locator("form button")).ToContainTextAsync("投票");
        await page.UnrouteAsync("**/api/contests/*/ballots");
        await card.Locator("form button").ClickAsync();
        await Expect(card.Locator("form button")).ToContainTextAsync("已投");
        await page.Context.CloseAsync();
    }

    [SkippableFact]
    public async Task The_altcha_widget_as_published_solves_a_challenge_whose_payload_casts_a_ballot()
    {
        Site.RequireBrowser();
        AltchaPackage.Require();
        var page = await site.VisitAsync();
        var faults = new List<string>();
        page.PageError += (_, fault) => faults.Add(fault);
        await AltchaPackage.ServeAsync(page, site.Address);
        await page.GotoAsync("/altcha/page");
        await Expect(page.Locator("body")).ToHaveAttributeAsync("data-ready", "yes");
        await page.Locator("altcha-widget input[type=checkbox]").PressAsync("Space");
        var payload = await page.Locator("body[data-payload]").GetAttributeAsync("data-payload");

        var answer = await page.EvaluateAsync<JsonElement>(
            """
            async payload => {
              const key = crypto.randomUUID();
              const cast = async headers => {
                const response = await fetch('/api/contests/hand-in-hand-2023/ballots', {
                  method: 'POST', headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key, ...headers },
                  body: JSON.stringify({ entries: [14] }),
                });
                return response.status;
              };
              return { without: await cast({}), with: await cast({ Altcha: payload }) };
            }
            """,
            payload);

        Assert.Equal(403, answer.GetProperty("without").GetInt32());
        Assert.Equal(201, answer.GetProperty("with").GetInt32());
        Assert.Empty(faults);
        await page.Context.CloseAsync();
    }

    [SkippableFact]
    public async Task Without_script_waiting_stands_for_work()
    {
        Site.RequireBrowser();
        var page = await site.VisitAsync(javaScript: false);
        await page.GotoAsync($"{Site.Contest}?q=15");
        await page.Locator("#e-15").GetByRole(AriaRole.Button).ClickAsync();

        await Expect(page.Locator("#progress")).ToContainTextAsync("请等 10 秒");
        await Expect(page.Locator("main")).ToContainTextAsync("JavaScript");
        await page.GetByRole(AriaRole.Button, new() { Name = "我已等候" }).ClickAsync();
        await Expect(page.Locator("#progress")).ToContainTextAsync(new Regex("请等 \\d+ 秒"));
        await page.Context.CloseAsync();
    }

    [SkippableFact]
    public async Task A_form_that_the_browser_sent_itself_goes_on_by_script()
    {
        Site.RequireBrowser();
        var page = await site.VisitAsync();
        // The list's own script does not come: its forms are sent by the browser.
        await page.RouteAsync("**/js/vote.js*", route => route.AbortAsync());
        await page.GotoAsync($"{Site.Contest}?q=16");
        await page.Locator("#e-16").GetByRole(AriaRole.Button).ClickAsync();
        await page.WaitForURLAsync(new Regex("/b/[0-9a-f]{32}"));
        await page.Context.CloseAsync();
    }
}
