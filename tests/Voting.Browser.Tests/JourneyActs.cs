using System.Text;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Voting.Browser.Tests;

/// <summary>What people do on the pages of one contest, each in a browser of their own.</summary>
internal sealed class JourneyActs(Site site, string slug)
{
    public string Organizing { get; } = $"/organizer/c/{slug}";

    public string Desk { get; } = $"/panel/{slug}";

    public async Task<IPage> SignInAsync()
    {
        var page = await site.VisitAsync(width: 1280, height: 900);
        await page.GotoAsync("/organizer");
        await page.FillAsync("#name", "organizer");
        await page.FillAsync("#password", Site.OrganizerPassword);
        await page.ClickAsync("main button[type=submit]");
        return page;
    }

    /// <summary>Voting is due at once: it opens by itself as soon as the entries are on show.</summary>
    public async Task CreateAsync(IPage organizer, string title, string groups, string criteria)
    {
        await organizer.GotoAsync("/organizer/new");
        await organizer.FillAsync("#title", title);
        await organizer.FillAsync("#slug", slug);
        await organizer.FillAsync("#opensAt", InShanghai(TimeSpan.FromMinutes(-5)));
        await organizer.FillAsync("#closesAt", InShanghai(TimeSpan.FromDays(1)));
        await organizer.FillAsync("#groups", groups);
        await organizer.FillAsync("#criteria", criteria);
        await organizer.FillAsync("#workingDays", "5");
        await organizer.ClickAsync("main button[type=submit]");
        await Expect(organizer.Locator(".notice-done")).ToContainTextAsync("活动已创建");
    }

    public async Task ImportAsync(IPage organizer, string csv)
    {
        await organizer.SetInputFilesAsync("#file", new FilePayload { Name = "entries.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(csv) });
        await organizer.UncheckAsync("#dryRun");
        await organizer.ClickAsync("form[action$='/import'] button");
    }

    /// <summary>The one step that can be taken.</summary>
    public async Task MoveAsync(IPage organizer, string button)
    {
        await organizer.GotoAsync(Organizing);
        await organizer.Locator("details.act summary", new() { HasText = button }).ClickAsync();
        await organizer.ClickAsync("details.act button");
    }

    /// <summary>By the clock, at a moment of its own.</summary>
    public async Task WaitForPhaseAsync(IPage organizer, string phase)
    {
        var now = organizer.Locator("[aria-current=step]");
        for (var tries = 0; await now.InnerTextAsync() != phase; tries++)
        {
            Assert.True(tries < 100, $"The contest did not come to {phase}.");
            await Task.Delay(200);
            await organizer.GotoAsync(Organizing);
        }
    }

    /// <returns>The auditor, who has followed the link, chosen a password and stands at the contest.</returns>
    public async Task<IPage> InviteAuditorAsync(IPage organizer, string name)
    {
        await organizer.GotoAsync($"{Organizing}/people");
        await organizer.FillAsync("#name", name);
        await organizer.CheckAsync("#role-auditor");
        await organizer.ClickAsync("form.card button[type=submit]");
        var auditor = await site.VisitAsync(width: 1280, height: 900);
        await auditor.GotoAsync(await organizer.InputValueAsync("#link"));
        await auditor.FillAsync("#password", "three words together");
        await auditor.FillAsync("#again", "three words together");
        await auditor.ClickAsync("main button[type=submit]");
        await auditor.WaitForURLAsync($"**{Organizing}");
        return auditor;
    }

    /// <param name="names">One a line, each with an affiliation or without.</param>
    /// <returns>The experts' tablets, behind their links.</returns>
    public async Task<IReadOnlyList<IPage>> InviteExpertsAsync(IPage organizer, string names)
    {
        await organizer.GotoAsync($"{Organizing}/experts");
        await organizer.FillAsync("#experts", names);
        await organizer.ClickAsync("form:has(#experts) button");
        await organizer.Locator(".issued").WaitForAsync();
        var experts = new List<IPage>();
        foreach (var link in await organizer.Locator(".issued input").AllAsync())
        {
            var expert = await site.VisitAsync(width: 820, height: 1180);
            await expert.GotoAsync(await link.InputValueAsync());
            await expert.ClickAsync("main button[type=submit]");
            await expert.WaitForURLAsync($"**{Desk}");
            experts.Add(expert);
        }

        return experts;
    }

    public async Task VoteAsync(IPage voter, params int[] entries)
    {
        await voter.GotoAsync($"/c/{slug}");
        foreach (var number in entries)
        {
            await voter.ClickAsync($"#e-{number} button");
            await Expect(voter.Locator($"#e-{number} .entry-vote")).ToContainTextAsync("已投");
        }
    }

    /// <summary>A phone whose browser runs no script: a page confirms each ballot.</summary>
    public async Task VoteByFormAsync(IPage voter, params int[] entries)
    {
        foreach (var number in entries)
        {
            await voter.GotoAsync($"/c/{slug}");
            await voter.ClickAsync($"#e-{number} button");
            await voter.WaitForURLAsync("**/b/*");
        }
    }

    /// <param name="tenths">Ten of these in the hundred, in both criteria.</param>
    public async Task MarkAsync(IPage expert, int number, int tenths)
    {
        await expert.GotoAsync($"{Desk}/e/{number}");
        await expert.FillAsync("[id='m.effect']", $"{tenths * 10}");
        await expert.FillAsync("[id='m.novelty']", $"{tenths}");
        await expert.ClickAsync("form[data-sheet] button[value=next]");
        await expert.WaitForURLAsync(url => !url.EndsWith($"/e/{number}"));
    }

    /// <summary>As the page proposes where the affiliation is the entry's own.</summary>
    public async Task RecuseAsync(IPage expert, int number, string reason)
    {
        await expert.GotoAsync($"{Desk}/e/{number}");
        await expert.FillAsync("#recusal textarea", reason);
        await expert.ClickAsync("#recusal button");
        await Expect(expert.Locator("main")).ToContainTextAsync("您已回避这项成果");
    }

    public async Task SubmitAsync(IPage expert)
    {
        await expert.GotoAsync($"{Desk}/submission");
        await expert.CheckAsync("#confirm");
        await expert.ClickAsync("form[data-submission] button");
        await Expect(expert.Locator("main")).ToContainTextAsync("评分已锁定");
    }

    public async Task WaitNoLongerAsync(IPage organizer, string expert, string reason)
    {
        await organizer.GotoAsync($"{Organizing}/experts");
        var seat = organizer.GetByRole(AriaRole.Article, new() { Name = expert });
        await seat.GetByText("逾期：不再等待").ClickAsync();
        await seat.Locator("textarea[name=reason]").FillAsync(reason);
        await seat.GetByRole(AriaRole.Button, new() { Name = "确认不再等待" }).ClickAsync();
        await Expect(seat.Locator(".badge")).ToHaveTextAsync("不再等待");
    }

    private static string InShanghai(TimeSpan fromNow) =>
        (TimeProvider.System.GetUtcNow() + fromNow).ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-ddTHH:mm");
}
