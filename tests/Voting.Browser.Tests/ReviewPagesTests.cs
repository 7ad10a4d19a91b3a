using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Voting.Browser.Tests;

/// <summary>Two organizers void a ballot by their pages; everybody reads it, and its voter objects. axe finds nothing on the way.</summary>
[Collection(nameof(Site))]
public sealed class ReviewPagesTests(Site site)
{
    private const string Why = "同一网络内由脚本连续投出";

    [SkippableTheory]
    [InlineData("zh-CN", 390)]
    [InlineData("en", 1920)]
    public async Task A_ballot_is_voided_by_two_people_and_its_voter_objects(string language, int width)
    {
        Site.RequireBrowser();
        using var contest = await PanelContest.CreateAsync(site, entries: 3, opensInDays: -1);
        await contest.ActAsync("phase", new { to = "voting" });
        var (review, open) = ($"/organizer/c/{contest.Slug}/review", $"/c/{contest.Slug}");
        var voter = await site.VisitAsync(language: language, width: width);
        var cast = await voter.Context.APIRequest.PostAsync($"/api/contests/{contest.Slug}/ballots", new()
        {
            DataObject = new { entries = new[] { 2 } },
            Headers = [new("Idempotency-Key", Guid.NewGuid().ToString("N")), new("Origin", site.Address)],
        });
        Assert.Equal(201, cast.Status);
        var ballot = $"{open}/b/{(await cast.JsonAsync())!.Value.GetProperty("ballotId").GetString()}";
        var link = (await contest.ActAsync("people", new { name = $"second-{contest.Slug}", role = "organizer" })).GetProperty("invitationUrl").GetString()!;
        var (first, second) = (await contest.OrganizeAsync(language, width), await site.VisitAsync(language: language, width: width));
        Assert.Equal(204, (await second.Context.APIRequest.PostAsync("/api/session", new()
        {
            DataObject = new { invitation = link.Split('/')[^1], password = "second organizer" },
            Headers = [new("Origin", site.Address)],
        })).Status);

        // 1. The first one looks: nothing given, then an effect without a reason, then the proposal.
        await CheckAsync(first, review);
        await SubmitAsync(first, review, "[aria-labelledby=look]");
        await Expect(first.Locator(".error-summary")).ToBeVisibleAsync();
        await first.SelectOptionAsync("#action", "void");
        await first.FillAsync("#entry", "2");
        await first.ClickAsync("[aria-labelledby=look] button");
        await Expect(first.Locator("main table").First).ToContainTextAsync("成果2");
        await SubmitAsync(first, null, "main form");
        await Expect(first.Locator("#reason-error")).ToBeVisibleAsync();
        await first.FillAsync("#reason", Why);
        await first.ClickAsync("main form button");
        await Expect(first.Locator("[role=status]")).ToBeVisibleAsync();
        await CheckAsync(first, review);
        await Expect(first.Locator("form[action$='/approval']")).ToHaveCountAsync(0);

        // 2. The second one approves.
        await CheckAsync(second, review);
        await second.ClickAsync("form[action$='/approval'] button");
        await Expect(second.Locator("[role=status]")).ToBeVisibleAsync();
        await CheckAsync(second);

        // 3. Everybody reads it, the voter sees the own ballot and objects.
        await CheckAsync(voter, $"{open}/review");
        await Expect(voter.Locator("main")).ToContainTextAsync(Why);
        await CheckAsync(voter, ballot);
        await voter.ClickAsync(".notice-warning a");
        await voter.FillAsync("#text", "这是我本人用手机投的，请恢复。");
        await CheckAsync(voter);
        await voter.ClickAsync("main form button");
        await Expect(voter.Locator("[role=status]")).ToBeVisibleAsync();
        await first.GotoAsync($"/organizer/c/{contest.Slug}/objections");
        await Expect(first.Locator($"a[href='{ballot}']")).ToBeVisibleAsync();
        await CheckAsync(first);
        foreach (var page in new[] { first, second, voter })
            await page.Context.CloseAsync();
    }

    /// <summary>Sends a form as it stands, past what the browser itself would stop, and looks at the answer.</summary>
    private static async Task SubmitAsync(IPage page, string? path, string form)
    {
        if (path is not null)
            await page.GotoAsync(path);
        await page.EvaluateAsync("form => document.querySelector(form).noValidate = true", form);
        await page.ClickAsync($"{form} button");
        await CheckAsync(page);
    }

    private static async Task CheckAsync(IPage page, string? path = null)
    {
        if (path is not null)
            Assert.Equal(200, (await page.GotoAsync(path))!.Status);
        var violations = (await page.RunAxe()).Violations;
        Assert.True(violations.Length == 0, $"{page.Url}: " + string.Join(
            '\n', violations.Select(v => $"{v.Id}: {v.Help} - {string.Join(", ", v.Nodes.Take(3).Select(n => n.Html))}")));
    }
}
