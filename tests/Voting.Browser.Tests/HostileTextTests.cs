using System.Net;
using Microsoft.Playwright;
using static Voting.Browser.Tests.HostileContests;

namespace Voting.Browser.Tests;

/// <summary>HTML and script in every text field stay text on every page, in a real browser and both languages.</summary>
[Collection(nameof(Site))]
public sealed class HostileTextTests(Site site)
{
    [Fact]
    public void There_are_more_than_two_hundred_different_texts()
    {
        Assert.True(HostileMarkup.All.Count >= 200, $"{HostileMarkup.All.Count}");
        Assert.Distinct(HostileMarkup.All.Select(text => text.Text.Replace($"{text.Number}", "")));
        Assert.All(HostileMarkup.All, text => Assert.InRange(text.Text.Length, 1, 100));
    }

    /// <summary>Each text trips the browser on a page that holds it unescaped: none is there for nothing, and the other tests can fail.</summary>
    [SkippableFact]
    public async Task Where_nothing_is_escaped_every_text_is_noticed()
    {
        Site.RequireBrowser();
        var watch = await ScriptWatch.OpenAsync(site);
        var texts = HostileMarkup.All.Where(text => text.Page.Length > 0).ToList();
        var page = string.Concat(texts.Select(text =>
            $"<iframe name={text.Number} srcdoc=\"{WebUtility.HtmlEncode($"<!DOCTYPE html><body>{text.Page.Replace("{}", text.Text)}")}\"></iframe>"));
        // A page of the test's own; there is nothing else anywhere.
        await watch.Page.RouteAsync("**", route => route.Request.Url.EndsWith("/unescaped")
            ? route.FulfillAsync(new() { ContentType = "text/html; charset=utf-8", Body = page })
            : route.AbortAsync());
        await watch.Page.GotoAsync("/unescaped", new() { WaitUntil = WaitUntilState.Commit });
        List<HostileText> silent = texts;
        for (var tries = 0; tries < 100 && silent.Count > 0; tries++)
        {
            await watch.Page.WaitForTimeoutAsync(200);
            silent = [.. texts.Where(text => text.Runs && !watch.Ran.Contains(text.Number))];
        }

        Assert.True(silent.Count == 0, string.Join('\n', silent.Select(text => $"{text.Number} {text.Text} in {text.Page}")));
        foreach (var text in texts)
            Assert.True(text.Runs || await watch.FindAsync(watch.Page.Frame($"{text.Number}")!) > 0, text.Text);
        await watch.Page.Context.CloseAsync();
    }

    [SkippableFact]
    public async Task No_text_that_is_kept_runs_on_any_page_that_shows_it()
    {
        Site.RequireBrowser();
        using var contests = await FillAsync(site);
        string[] languages = ["zh-CN", "en"];
        await Task.WhenAll(languages.Select((language, i) => WalkAsync(contests, language, i)));
    }

    /// <param name="part">Of pages of which there is one for each text, half are opened in each language.</param>
    private async Task WalkAsync(HostileContests contests, string language, int part)
    {
        var visitor = await ScriptWatch.OpenAsync(site, language);
        foreach (var path in new[] { "", "/rules", "/results", "/objections", "/review", $"/b/{contests.Ballot}", "/board", "/board?group=g1", "/screen", "/verify", "/verify?index=3" })
            await visitor.OpenAsync($"/c/{Whole}{path}");
        for (var page = 1; page <= 6; page++)
            await visitor.OpenAsync($"/c/{Whole}?page={page}");
        foreach (var path in new[] { "/", "/api/contests", $"/api/contests/{Whole}", $"/api/contests/{Whole}/entries?pageSize=200", $"/api/contests/{Whole}/leaderboard", $"/api/contests/{Whole}/objections", $"/log/{Whole}/entries.json", $"/log/{Whole}/rules.json" })
            await visitor.OpenAsync(path);
        foreach (var (slug, i) in contests.Told.Select((slug, i) => (slug, i)))
            await visitor.OpenAsync($"/c/{slug}{(i % 2 == part ? "" : "/rules")}");

        foreach (var number in Enumerable.Range(1, FirstWithdrawn + 5).Where(number => number % 2 == part))
        {
            await visitor.OpenAsync($"/c/{Whole}/e/{number}");
            if (number >= FirstWithdrawn)
                continue;
            await visitor.OpenAsync($"/c/{Whole}/results/{number}");
            Assert.Equal(200, (await visitor.OpenAsync($"/c/{Whole}/results/{number}/certificate")).Status);
        }

        foreach (var link in contests.Invitations.Where((_, i) => i % 2 == part))
            await visitor.OpenAsync(link);
        foreach (var field in new[] { "text", "contact", "entry" })
            await visitor.SubmitAsync($"/c/{Whole}/objections", field, HostileMarkup.Joined);
        await visitor.CloseAsync();

        var organizer = await ScriptWatch.OpenAsync(site, language, contests.Organizer);
        await organizer.OpenAsync("/organizer");
        foreach (var path in new[] { "", "/experts", "/people", "/amend", "/withdraw", "/analysis", "/objections", "/review" })
            await organizer.OpenAsync($"/organizer/c/{Whole}{path}");
        foreach (var path in new[] { "", "/experts", "/analysis" })
            await organizer.OpenAsync($"/organizer/c/{contests.Told[0]}{path}");
        await organizer.CloseAsync();

        foreach (var (cookies, i) in new[] { contests.Marking, contests.Silent }.Select((cookies, i) => (cookies, i)))
        {
            var expert = await ScriptWatch.OpenAsync(site, language, cookies);
            await expert.OpenAsync($"/panel/{Whole}");
            await expert.OpenAsync($"/panel/{Whole}/submission");
            foreach (var number in Enumerable.Range(1, FirstWithdrawn - 1).Where(number => number % 2 == (part + i) % 2))
                Assert.Equal(200, (await expert.OpenAsync($"/panel/{Whole}/e/{number}")).Status);
            await expert.CloseAsync();
        }
    }
}
