using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Voting.Browser.Tests;

/// <summary>Boards move when ballots are recorded, and keep what they have when the line is cut.</summary>
[Collection(nameof(Site))]
public sealed class BoardTests(Site site)
{
    private const string Board = $"{Site.Contest}/board?group=village";

    [SkippableFact]
    public async Task A_recorded_ballot_moves_the_board_within_moments()
    {
        Site.RequireBrowser();
        var page = await site.VisitAsync();
        await page.GotoAsync(Board);
        var row = page.Locator(".rank-row").Nth(4);
        var number = int.Parse((await row.GetAttributeAsync("data-number"))!);
        await Expect(page.Locator(".rank-row").First).ToBeVisibleAsync();
        var votes = await VotesAsync(number);

        // Enough to be the first: whoever has the most votes has P = 100, and experts do not differ by that much.
        for (var i = 0; i < 40; i++)
            await CastAsync(number);

        await Expect(page.Locator($".rank-row[data-number='{number}'] [data-part=votes]")).ToContainTextAsync($"{votes + 40}");
        await Expect(page.Locator(".rank-row").First).ToHaveAttributeAsync("data-number", $"{number}");
        await page.Context.CloseAsync();
    }

    [SkippableFact]
    public async Task Without_script_the_board_is_there_as_of_now()
    {
        Site.RequireBrowser();
        var page = await site.VisitAsync(javaScript: false);
        await page.GotoAsync(Board);
        await Expect(page.Locator(".rank-row")).ToHaveCountAsync(52);
        await Expect(page.Locator("time")).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [SkippableFact]
    public async Task The_screen_shows_ten_rows_without_scrolling()
    {
        Site.RequireBrowser();
        var page = await site.VisitAsync(width: 1920, height: 1080);
        await page.GotoAsync($"{Site.Contest}/screen?group=project");
        await Expect(page.Locator(".rank-row")).ToHaveCountAsync(10);
        Assert.True(await page.EvaluateAsync<bool>(
            "document.documentElement.scrollHeight <= innerHeight && document.documentElement.scrollWidth <= innerWidth"));
        await page.Context.CloseAsync();
    }

    [SkippableFact]
    public async Task When_the_line_is_cut_the_board_says_so_and_stays()
    {
        Site.RequireBrowser();
        var page = await site.VisitAsync();
        var cut = false;
        // The hub's socket goes through here; cutting it is what a lost network does to the page.
        var sockets = new List<IWebSocketRoute>();
        await page.RouteWebSocketAsync("**/hubs/leaderboard**", socket =>
        {
            if (cut)
            {
                _ = socket.CloseAsync();
                return;
            }

            socket.ConnectToServer();
            sockets.Add(socket);
        });
        await page.GotoAsync(Board);
        await Expect(page.GetByText("实时更新")).ToBeVisibleAsync();

        cut = true;
        await page.RouteAsync("**/hubs/leaderboard/**", route => route.AbortAsync());
        await page.RouteAsync("**/api/**", route => route.AbortAsync());
        foreach (var socket in sockets)
            await socket.CloseAsync();

        await Expect(page.GetByText("重连中")).ToBeVisibleAsync();
        await Expect(page.Locator(".rank-row")).ToHaveCountAsync(52);

        cut = false;
        await page.UnrouteAllAsync();
        await Expect(page.GetByText("实时更新")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await page.Context.CloseAsync();
    }

    [SkippableTheory]
    [InlineData(false, "person")]
    [InlineData(true, "project")]
    public async Task Rows_move_unless_the_visitor_asks_for_reduced_motion(bool reducedMotion, string group)
    {
        Site.RequireBrowser();
        var page = await site.VisitAsync(reducedMotion: reducedMotion);
        await page.GotoAsync($"{Site.Contest}/board?group={group}");
        await Expect(page.GetByText("实时更新")).ToBeVisibleAsync();
        var number = int.Parse((await page.Locator(".rank-row").Nth(6).GetAttributeAsync("data-number"))!);
        await page.EvaluateAsync("() => { window.moves = 0; const real = Element.prototype.animate; Element.prototype.animate = function (...a) { window.moves++; return real.apply(this, a); }; }");
        for (var i = 0; i < 60; i++)
            await CastAsync(number);
        await Expect(page.Locator(".rank-row").First).ToHaveAttributeAsync("data-number", $"{number}");
        Assert.Equal(reducedMotion, await page.EvaluateAsync<int>("window.moves") == 0);
        await page.Context.CloseAsync();
    }

    private async Task CastAsync(int number)
    {
        using var client = new HttpClient { BaseAddress = new Uri(site.Address) };
        client.DefaultRequestHeaders.Add("Idempotency-Key", $"board-{Guid.NewGuid():N}");
        var answer = await client.PostAsJsonAsync("/api/contests/hand-in-hand-2023/ballots", new { entries = new[] { number } });
        Assert.Equal(201, (int)answer.StatusCode);
    }

    private async Task<long> VotesAsync(int number)
    {
        using var client = new HttpClient { BaseAddress = new Uri(site.Address) };
        var board = await client.GetFromJsonAsync<JsonElement>("/api/contests/hand-in-hand-2023/leaderboard");
        return board.GetProperty("groups").EnumerateArray().SelectMany(group => group.GetProperty("rows").EnumerateArray())
            .Single(row => row.GetProperty("number").GetInt32() == number).GetProperty("votes").GetInt64();
    }
}
