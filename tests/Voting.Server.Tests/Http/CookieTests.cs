using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Http;

/// <summary>Every cookie there is: where it goes, who can read it, and how long it lasts.</summary>
public sealed class CookieTests(VotingApp app) : IClassFixture<VotingApp>
{
    [Theory]
    [InlineData("http", "device")]
    [InlineData("https", "__Host-device")]
    public async Task The_device_pass_lasts_four_hundred_days(string scheme, string name)
    {
        var contest = await app.OpenContestAsync();
        var cookie = await CookieAsync(new HttpRequestMessage(HttpMethod.Get, $"{scheme}://localhost/api/contests/{contest.Slug}/voter"));
        AssertGuarded(cookie, name);
        var expires = DateTimeOffset.Parse(cookie["expires"], CultureInfo.InvariantCulture);
        Assert.Equal(app.Clock.Now.AddDays(400), expires);
    }

    [Theory]
    [InlineData("http", "lang")]
    [InlineData("https", "__Host-lang")]
    public async Task The_choice_of_a_language_lasts_a_year_and_is_followed(string scheme, string name)
    {
        var cookie = await CookieAsync(new HttpRequestMessage(HttpMethod.Get, $"{scheme}://localhost/?lang=en"));
        AssertGuarded(cookie, name);
        Assert.Equal("31536000", cookie["max-age"]);
        using var later = new HttpRequestMessage(HttpMethod.Get, $"{scheme}://localhost/");
        later.Headers.Add("Cookie", $"{name}=en");
        Assert.Contains("<html lang=\"en\"", (await Answer.Of(app.NewClient().SendAsync(later))).Text);
    }

    [Theory]
    [InlineData("http", "session")]
    [InlineData("https", "__Host-session")]
    public async Task A_session_lasts_as_long_as_the_browser_and_the_server_want_and_signing_out_removes_it(string scheme, string name)
    {
        var cookie = await CookieAsync(new HttpRequestMessage(HttpMethod.Post, $"{scheme}://localhost/api/session")
        {
            Content = JsonContent.Create(new { name = "organizer", password = VotingApp.Password }),
        });
        AssertGuarded(cookie, name);
        Assert.False(cookie.ContainsKey("expires") || cookie.ContainsKey("max-age"));
        // 256 bits that mean nothing.
        Assert.Matches("^[A-Za-z0-9_-]{43}$", cookie[name]);

        using var signOut = new HttpRequestMessage(HttpMethod.Delete, $"{scheme}://localhost/api/session");
        signOut.Headers.Add("Cookie", $"{name}={cookie[name]}");
        var removed = await CookieAsync(signOut);
        AssertGuarded(removed, name);
        Assert.Equal("", removed[name]);
        Assert.True(DateTimeOffset.Parse(removed["expires"], CultureInfo.InvariantCulture) < app.Clock.Now);
    }

    [Fact]
    public async Task A_cookie_of_plain_http_is_none_on_https()
    {
        using var client = app.NewClient(out var jar);
        await client.PostAsJsonAsync("/api/session", new { name = "organizer", password = VotingApp.Password });
        // What somebody on the way planted without TLS, or another host of the domain, is not looked at.
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://localhost/api/organizer/contests");
        request.Headers.Add("Cookie", $"session={jar.Cookies["session"]}");
        (await Answer.Of(app.NewClient().SendAsync(request))).Is(HttpStatusCode.Unauthorized, "sign-in-required");
    }

    [Fact]
    public void Whoever_writes_a_cookie_guards_it()
    {
        var writers = SourceTree.Files("src", ".cs", ".razor").Where(file => file.Text.Contains("Cookies.Append(", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(writers);
        Assert.All(writers, file =>
        {
            Assert.Contains("__Host-", file.Text);
            foreach (Match options in Regex.Matches(file.Text, @"(?:new CookieOptions|CookieOptions \w+\([^)]*\) => new\(\))\s*\{.*?\}", RegexOptions.Singleline))
                foreach (var guard in new[] { "HttpOnly = true", "Secure = http.Request.IsHttps", "SameSite = SameSiteMode.", "Path = \"/\"" })
                    Assert.True(options.Value.Contains(guard, StringComparison.Ordinal), $"{file.Path}: {guard} is missing in {options.Value}");
            Assert.DoesNotContain("SameSiteMode.None", file.Text);
        });
    }

    private static void AssertGuarded(Dictionary<string, string> cookie, string name)
    {
        Assert.True(cookie.ContainsKey(name), string.Join("; ", cookie.Keys));
        Assert.Equal(name.StartsWith("__Host-", StringComparison.Ordinal), cookie.ContainsKey("secure"));
        Assert.True(cookie.ContainsKey("httponly"));
        Assert.Equal("lax", cookie["samesite"]);
        Assert.Equal("/", cookie["path"]);
        Assert.False(cookie.ContainsKey("domain"));
    }

    private async Task<Dictionary<string, string>> CookieAsync(HttpRequestMessage request)
    {
        using (request)
        using (var response = await app.NewClient().SendAsync(request))
            return Assert.Single(response.Headers.GetValues("Set-Cookie")).Split("; ").Select(part => part.Split('=', 2))
                .ToDictionary(part => part[0], part => part.Length > 1 ? part[1] : "");
    }
}
