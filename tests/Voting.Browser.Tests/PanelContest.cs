using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Playwright;

namespace Voting.Browser.Tests;

/// <summary>A small contest of its own on the site, on show, with criteria and as many experts as a test invites.</summary>
public sealed class PanelContest : IDisposable
{
    private static int _created;
    private readonly Site _site;
    private readonly HttpClient _organizer;

    private PanelContest(Site site, string slug) =>
        (_site, Slug, _organizer) = (site, slug, new HttpClient { BaseAddress = new Uri(site.Address) });

    public string Slug { get; }

    public string Desk => $"/panel/{Slug}";

    public string Experts => $"/organizer/c/{Slug}/experts";

    public string Sheet(int number) => $"/panel/{Slug}/e/{number}";

    /// <param name="entries">1 to this; entry 2 comes from 渭源县教育局.</param>
    /// <param name="opensInDays">Negative: voting opens by itself, at once.</param>
    public static async Task<PanelContest> CreateAsync(Site site, int entries = 3, int opensInDays = 1)
    {
        var contest = new PanelContest(site, $"panel-{Interlocked.Increment(ref _created)}");
        await contest.PostAsync("/api/session", new { name = "organizer", password = Site.OrganizerPassword });
        await contest.PostAsync("/api/organizer/contests", new
        {
            slug = contest.Slug,
            title = "评审测试",
            timeZone = "Asia/Shanghai",
            opensAt = TimeProvider.System.GetUtcNow().AddDays(opensInDays),
            closesAt = TimeProvider.System.GetUtcNow().AddDays(2),
            groups = new[] { new { code = "village", name = "典型村", awards = 1 } },
            criteria = new object[]
            {
                new { code = "effect", name = "成效", max = 100, weight = 60, anchor = "有可核实的前后对比数据。" },
                new { code = "novelty", name = "创新", max = 10, weight = 40 },
            },
            rules = new
            {
                ballot = new { period = "day", votesPerPeriod = 10, votesPerEntryPerPeriod = 1, minChoices = 1, maxChoices = 10 },
            },
        });
        var csv = new StringBuilder("number,group,title,organization,region,summary\r\n");
        for (var number = 1; number <= entries; number++)
            csv.Append($"{number},village,成果{number},{(number == 2 ? "渭源县教育局" : "村委会")},甘肃,简介{number}\r\n");
        await contest.SendAsync("entries/import", new StringContent(csv.ToString(), Encoding.UTF8, "text/csv"));
        foreach (var phase in new[] { "screening", "exhibiting" })
            await contest.PostAsync($"/api/organizer/contests/{contest.Slug}/phase", new { to = phase });
        return contest;
    }

    /// <returns>The expert's id and one-time link.</returns>
    public async Task<(long Id, string Link)> InviteAsync(string name, string affiliation = "")
    {
        var answer = await PostAsync($"/api/organizer/contests/{Slug}/experts", new[] { new { name, affiliation } });
        return (answer[0].GetProperty("id").GetInt64(), answer[0].GetProperty("invitationUrl").GetString()!);
    }

    /// <summary>Another device of the same expert.</summary>
    public async Task<string> InviteAgainAsync(long id) =>
        (await PostAsync($"/api/organizer/contests/{Slug}/experts/{id}/invitation", new { })).GetProperty("invitationUrl").GetString()!;

    /// <summary>An expert's tablet, behind the link, on the desk.</summary>
    public async Task<IPage> EnterAsync(string link, bool javaScript = true, string language = "zh-CN", int width = 820)
    {
        var page = await _site.VisitAsync(javaScript, language, width, 1180);
        await page.GotoAsync(link);
        await page.Locator("main button[type=submit]").ClickAsync();
        await page.WaitForURLAsync($"**{Desk}");
        return page;
    }

    /// <summary>An organizer at the page of this contest's experts.</summary>
    public async Task<IPage> OrganizeAsync(string language = "zh-CN", int width = 1280)
    {
        var page = await _site.VisitAsync(language: language, width: width, height: 900);
        await page.GotoAsync($"/organizer?next={Experts}");
        await page.Locator("[name=name]").FillAsync("organizer");
        await page.Locator("[name=password]").FillAsync(Site.OrganizerPassword);
        await page.Locator("main button[type=submit]").ClickAsync();
        await page.WaitForURLAsync($"**{Experts}");
        return page;
    }

    /// <summary>One entry of the sheet as the server has it, asked for in the expert's own browser.</summary>
    public async Task<JsonElement> StoredAsync(IPage page, int number)
    {
        var answer = await page.Context.APIRequest.GetAsync($"/api/panel/{Slug}");
        return (await answer.JsonAsync())!.Value.GetProperty("assignments").EnumerateArray().Single(entry => entry.GetProperty("number").GetInt32() == number);
    }

    /// <summary>An act of the organizer's through the API.</summary>
    public Task<JsonElement> ActAsync(string path, object body) => PostAsync($"/api/organizer/contests/{Slug}/{path}", body);

    public void Dispose() => _organizer.Dispose();

    private Task<JsonElement> PostAsync(string path, object body) => AnswerAsync(path, _organizer.PostAsJsonAsync(path, body));

    private Task<JsonElement> SendAsync(string path, HttpContent body) =>
        AnswerAsync(path, _organizer.PostAsync($"/api/organizer/contests/{Slug}/{path}", body));

    private static async Task<JsonElement> AnswerAsync(string path, Task<HttpResponseMessage> sending)
    {
        using var answer = await sending;
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }
}
