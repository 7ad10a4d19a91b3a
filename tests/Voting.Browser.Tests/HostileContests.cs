using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Cookie = Microsoft.Playwright.Cookie;

namespace Voting.Browser.Tests;

/// <summary>
/// Contests whose every text is hostile, filled through the API: one that goes all the way to its published result, with an entry for
/// each text, and others for what is told of a contest and of its experts.
/// </summary>
internal sealed class HostileContests : IDisposable
{
    public const string Whole = "hostile-whole";

    private readonly Site _site;
    private readonly CookieContainer _jar = new();
    private readonly HttpClient _organizer;

    private HostileContests(Site site)
    {
        _site = site;
        _organizer = new HttpClient(new HttpClientHandler { CookieContainer = _jar }) { BaseAddress = new Uri(site.Address) };
    }

    /// <summary>What the entries say: each text stands in each column of some.</summary>
    private static readonly IReadOnlyList<string> Rows = HostileMarkup.Fitting(100);

    /// <summary>Number of the first entry that was withdrawn; the others are below it.</summary>
    public static int FirstWithdrawn => Rows.Count + 1;

    /// <summary>Contests with nothing but texts about them.</summary>
    public List<string> Told { get; } = [];

    /// <summary>Links that nobody has used, with a name and an affiliation on the page behind each.</summary>
    public List<string> Invitations { get; } = [];

    /// <summary>A ballot whose last act of review has such a reason.</summary>
    public string Ballot { get; private set; } = "";

    public IReadOnlyList<Cookie> Organizer => CookiesOf(_jar);

    /// <summary>Who marked everything, with a comment each.</summary>
    public IReadOnlyList<Cookie> Marking { get; private set; } = [];

    /// <summary>Who abstained from everything or stepped back, with a reason each.</summary>
    public IReadOnlyList<Cookie> Silent { get; private set; } = [];

    public static async Task<HostileContests> FillAsync(Site site)
    {
        var contests = new HostileContests(site);
        await SendAsync(contests._organizer, HttpMethod.Post, "/api/session", new { name = "organizer", password = Site.OrganizerPassword });
        await contests.TellAsync();
        await contests.ExhibitAsync();
        await contests.JudgeAsync();
        await contests.ReviewAsync();
        await contests.PublishAsync();
        return contests;
    }

    public void Dispose() => _organizer.Dispose();

    /// <summary>Titles, summaries, groups, criteria and their anchors; experts' names and affiliations.</summary>
    private async Task TellAsync()
    {
        var (titles, names, long500, summaries) = (HostileMarkup.Fitting(200), HostileMarkup.Fitting(100), HostileMarkup.Fitting(500), HostileMarkup.Fitting(2000));
        for (var i = 0; i < titles.Count; i++)
        {
            var slug = $"hostile-{i + 1}";
            Told.Add(slug);
            await CreateAsync(slug, titles[i], summaries[i % summaries.Count], NamesOf(i), long500, opensIn: 30);
            await MoveAsync(slug, "screening");
        }

        for (var first = 0; first < names.Count; first += 100)
        {
            var links = await SendAsync(_organizer, HttpMethod.Post, $"/api/organizer/contests/{Told[0]}/experts", names.Skip(first).Take(100)
                .Select((name, i) => new { name, affiliation = titles[(first + i) % titles.Count] }).ToArray());
            Invitations.AddRange(links.EnumerateArray().Select(link => link.GetProperty("invitationUrl").GetString()!));
        }

        IReadOnlyList<string> NamesOf(int i) => [.. names.Skip(i * 50 % names.Count).Take(50)];
    }

    private async Task ExhibitAsync()
    {
        await CreateAsync(Whole, Rows[0], Rows[1], [Rows[2], Rows[3]], [Rows[4]], opensIn: -1);
        var csv = new StringBuilder("number,group,title,organization,region,summary,description,imageUrl\r\n");
        var reasons = HostileMarkup.Fitting(2000);
        for (var i = 0; i < Rows.Count + reasons.Count; i++)
        {
            var row = new[] { 0, 23, 47, 71, 97 }.Select(shift => Rows[(i + shift) % Rows.Count]);
            var picture = $"https://{new Uri(_site.Address).Authority}/\"><svg onload=__ran({i + 1})>";
            csv.AppendJoin(',', row.Prepend($"g{i % 2}").Prepend($"{i + 1}").Append(i % 7 == 0 ? picture : "").Select(Quoted)).Append("\r\n");
        }

        using var file = new StringContent(csv.ToString(), Encoding.UTF8, "text/csv");
        using var imported = await _organizer.PostAsync($"/api/organizer/contests/{Whole}/entries/import", file);
        Assert.True(imported.IsSuccessStatusCode, await imported.Content.ReadAsStringAsync());
        foreach (var phase in new[] { "screening", "exhibiting", "voting" })
            await MoveAsync(Whole, phase);
        foreach (var (reason, i) in reasons.Select((reason, i) => (reason, i)))
        {
            await SendAsync(_organizer, HttpMethod.Post, $"/api/organizer/contests/{Whole}/entries/{FirstWithdrawn + i}/withdrawal", new { reason });
            await SendAsync(_organizer, HttpMethod.Patch, $"/api/organizer/contests/{Whole}", new { reason, closesAt = TimeProvider.System.GetUtcNow().AddDays(2).AddHours(i) });
        }

        static string Quoted(string text) => $"\"{text.Replace("\"", "\"\"")}\"";
    }

    private async Task JudgeAsync()
    {
        var seats = await SendAsync(_organizer, HttpMethod.Post, $"/api/organizer/contests/{Whole}/experts", new[]
        {
            new { name = Rows[5], affiliation = Rows[6] }, new { name = Rows[7], affiliation = Rows[8] }, new { name = Rows[9], affiliation = Rows[10] },
        });
        var (marking, silent) = (await EnterAsync(seats[0]), await EnterAsync(seats[1]));
        (Marking, Silent) = (CookiesOf(marking.Jar), CookiesOf(silent.Jar));
        for (var number = 1; number < FirstWithdrawn; number++)
        {
            await SendAsync(marking.Client, HttpMethod.Put, $"/api/panel/{Whole}/entries/{number}", new { marks = new { c0 = 5 }, comment = Rows[number - 1] });
            await SendAsync(silent.Client, HttpMethod.Post, $"/api/panel/{Whole}/entries/{number}/{(number % 2 == 0 ? "abstention" : "recusal")}", new { reason = Rows[number - 1] });
        }

        await SendAsync(_organizer, HttpMethod.Post, $"/api/organizer/contests/{Whole}/experts/{seats[2].GetProperty("id").GetInt64()}/exclusion", new { reason = Rows[11] });
        foreach (var expert in new[] { marking.Client, silent.Client })
        {
            await SendAsync(expert, HttpMethod.Post, $"/api/panel/{Whole}/submission", new { });
            expert.Dispose();
        }
    }

    /// <summary>Reasons of review, as many texts in one as there is room for; approved by a second organizer, so that everybody reads them.</summary>
    private async Task ReviewAsync()
    {
        using var voter = new HttpRequestMessage(HttpMethod.Post, $"/api/contests/{Whole}/ballots") { Content = JsonContent.Create(new { entries = new[] { 1 } }) };
        voter.Headers.Add("Idempotency-Key", "hostile-review-of-one-ballot");
        using var visitor = new HttpClient { BaseAddress = new Uri(_site.Address) };
        using var cast = await visitor.SendAsync(voter);
        Assert.True(cast.IsSuccessStatusCode);
        Ballot = (await cast.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("ballotId").GetString()!;
        var link = await SendAsync(_organizer, HttpMethod.Post, $"/api/organizer/contests/{Whole}/people", new { name = "second", role = "organizer" });
        using var second = new HttpClient(new HttpClientHandler { CookieContainer = new CookieContainer() }) { BaseAddress = new Uri(_site.Address) };
        await SendAsync(second, HttpMethod.Post, "/api/session", new { invitation = link.GetProperty("invitationUrl").GetString()!.Split('/')[^1], password = "second organizer" });
        // Held and restored in turns, and held in the end.
        var reasons = HostileMarkup.Fitting(2000);
        foreach (var (reason, i) in reasons.Concat(reasons.Take(1 - reasons.Count % 2)).Select((reason, i) => (reason, i)))
        {
            var proposal = await SendAsync(_organizer, HttpMethod.Post, $"/api/organizer/contests/{Whole}/review", new
            {
                filter = new { entry = 1 }, action = i % 2 == 0 ? "hold" : "restore", reason,
            });
            await SendAsync(second, HttpMethod.Post, $"/api/organizer/contests/{Whole}/review/{proposal.GetProperty("id").GetInt64()}/approval", null);
        }
    }

    private async Task PublishAsync()
    {
        await MoveAsync(Whole, "reviewing");
        await MoveAsync(Whole, "published");
        var (contacts, answers) = (HostileMarkup.Fitting(200), HostileMarkup.Fitting(4000));
        foreach (var (text, i) in answers.Select((text, i) => (text, i)))
            await SendAsync(_organizer, HttpMethod.Post, $"/api/contests/{Whole}/objections", new { entry = i + 1, text, contact = contacts[i] });
        var kept = await SendAsync(_organizer, HttpMethod.Get, $"/api/organizer/contests/{Whole}/objections", null);
        foreach (var (objection, i) in kept.EnumerateArray().SkipLast(1).Select((objection, i) => (objection, i)))
            await SendAsync(_organizer, HttpMethod.Post, $"/api/organizer/contests/{Whole}/objections/{objection.GetProperty("id").GetInt64()}/answer", new { text = answers[i] });
    }

    private Task CreateAsync(string slug, string title, string summary, IReadOnlyList<string> names, IReadOnlyList<string> anchors, int opensIn) =>
        SendAsync(_organizer, HttpMethod.Post, "/api/organizer/contests", new
        {
            slug,
            title,
            summary,
            timeZone = "Asia/Shanghai",
            opensAt = TimeProvider.System.GetUtcNow().AddMinutes(opensIn),
            closesAt = TimeProvider.System.GetUtcNow().AddDays(1),
            groups = names.Select((name, i) => new { code = $"g{i}", name, awards = 1000 }),
            criteria = anchors.Count == 1
                ? [new { code = "c0", name = names[0], max = 10, weight = 100m, anchor = anchors[0] }]
                : names.Select((name, i) => new { code = $"c{i}", name, max = 10, weight = 2m, anchor = anchors[i % anchors.Count] }),
            rules = new { ballot = new { period = "day", votesPerPeriod = 10, votesPerEntryPerPeriod = 1, minChoices = 1, maxChoices = 10 } },
        });

    private Task MoveAsync(string slug, string to) =>
        SendAsync(_organizer, HttpMethod.Post, $"/api/organizer/contests/{slug}/phase", new { to, reason = Rows[12] });

    private async Task<(HttpClient Client, CookieContainer Jar)> EnterAsync(JsonElement seat)
    {
        var jar = new CookieContainer();
        var client = new HttpClient(new HttpClientHandler { CookieContainer = jar }) { BaseAddress = new Uri(_site.Address) };
        await SendAsync(client, HttpMethod.Post, "/api/session", new { invitation = seat.GetProperty("invitationUrl").GetString()!.Split('/')[^1] });
        return (client, jar);
    }

    private IReadOnlyList<Cookie> CookiesOf(CookieContainer jar) =>
        [.. jar.GetCookies(new Uri(_site.Address)).Select(cookie => new Cookie { Name = cookie.Name, Value = cookie.Value, Url = _site.Address })];

    private static async Task<JsonElement> SendAsync(HttpClient client, HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }
}
