using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Voting.Rules.Contests;

namespace Voting.LoadTests;

/// <summary>A contest of our own, made and opened the way an organizer does it: over the organizer's API.</summary>
/// <param name="TimeZone">IANA id; a day's quota is for a day there.</param>
public sealed record TrialContest(
    string Slug, string Title, string TimeZone, BallotPolicy Ballot, IReadOnlyList<PbProject> Projects)
{
    private const string Group = "all";

    /// <summary>Of a file's projects: everybody has one ballot.</summary>
    public static TrialContest Of(PbFile file, string slug) => new(
        slug, file.Description is { Length: > 0 and <= 200 } title ? title : slug, "UTC",
        new BallotPolicy(BallotPolicy.WholeContest, file.MaxLength, 1, 1, file.MaxLength), file.Projects);

    /// <returns>File name and time, as a slug: <c>lodz-2020-20240131-081500</c>.</returns>
    public static string SlugFor(string path, TimeProvider clock)
    {
        var name = Regex.Replace(Path.GetFileNameWithoutExtension(path).ToLowerInvariant(), "[^a-z0-9]+", "-").Trim('-');
        return $"{(name.Length > 0 ? name[..Math.Min(name.Length, 40)] : "replay").Trim('-')}-{clock.GetUtcNow():yyyyMMdd-HHmmss}";
    }

    /// <summary>Creates it, imports its entries and opens voting, on the first of the servers; ends when all of them know.</summary>
    /// <exception cref="HttpRequestException">A step was refused; the message has the server's words.</exception>
    public async Task OpenAsync(IReadOnlyList<Uri> servers, string password, TimeProvider clock, CancellationToken cancel)
    {
        // This client keeps its cookies: the organizer's session.
        using var http = new HttpClient { BaseAddress = servers[0] };
        await ExpectAsync(
            http.PostAsJsonAsync("/api/session", new { name = "organizer", password }, cancel), "sign in", cancel);

        var now = clock.GetUtcNow();
        var contest = new
        {
            slug = Slug,
            title = Title,
            timeZone = TimeZone,
            opensAt = now.AddHours(-1),
            closesAt = now.AddDays(7),
            groups = new[] { new { code = Group, name = "All projects", awards = 3 } },
            rules = new { ballot = Ballot },
        };
        await ExpectAsync(http.PostAsJsonAsync("/api/organizer/contests", contest, cancel), "create the contest", cancel);

        using var csv = new ByteArrayContent(Encoding.UTF8.GetBytes(ToCsv(Projects)));
        csv.Headers.ContentType = new MediaTypeHeaderValue("text/csv") { CharSet = "utf-8" };
        await ExpectAsync(
            http.PostAsync($"/api/organizer/contests/{Slug}/entries/import", csv, cancel), "import the projects", cancel);

        foreach (var to in new[] { "screening", "exhibiting", "voting" })
        {
            await ExpectAsync(
                http.PostAsJsonAsync($"/api/organizer/contests/{Slug}/phase", new { to }, cancel), $"move to {to}", cancel);
        }
        foreach (var server in servers)
            await KnownOpenAsync(http, server, clock, cancel);
    }

    /// <summary>Servers tell each other within a second or two.</summary>
    private async Task KnownOpenAsync(HttpClient http, Uri server, TimeProvider clock, CancellationToken cancel)
    {
        var asked = clock.GetTimestamp();
        while (true)
        {
            using var response = await http.GetAsync(new Uri(server, $"/api/contests/{Slug}"), cancel);
            if (response.IsSuccessStatusCode
                && (await response.Content.ReadFromJsonAsync<JsonElement>(cancel)).GetProperty("phase").GetString() == "voting")
                return;
            if (clock.GetElapsedTime(asked) > TimeSpan.FromSeconds(30))
                throw new HttpRequestException($"{server} does not know after 30 s that voting is open.");
            await Task.Delay(TimeSpan.FromMilliseconds(50), clock, cancel);
        }
    }

    public static string ToCsv(IEnumerable<PbProject> projects)
    {
        var csv = new StringBuilder("number,group,title,organization,region,summary\r\n");
        foreach (var project in projects)
        {
            var title = project.Name.Replace("\"", "\"\"", StringComparison.Ordinal);
            csv.Append(CultureInfo.InvariantCulture, $"{project.Number},{Group},\"{title}\",,,\r\n");
        }
        return csv.ToString();
    }

    private static async Task ExpectAsync(Task<HttpResponseMessage> sending, string step, CancellationToken cancel)
    {
        using var response = await sending;
        if (!response.IsSuccessStatusCode)
            throw new HttpRequestException(
                $"The server did not {step}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(cancel)}");
    }
}
