using System.Globalization;
using System.Xml.Linq;
using Microsoft.Extensions.DependencyInjection;
using Voting.Rules.Ballots;
using Voting.Server.Http;
using Voting.Server.Tests.App;
using Regex = System.Text.RegularExpressions.Regex;

namespace Voting.Server.Tests.Http;

public sealed class ProblemsTests(VotingApp app) : IClassFixture<VotingApp>
{
    public static TheoryData<string> Codes => [.. Problems.Codes];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Every_problem_says_in_both_languages_what_happened_and_what_to_do(string code)
    {
        var problems = app.Services.GetRequiredService<Problems>();
        var chinese = In("zh-CN", () => (Title: problems.Title(code), Detail: problems.Detail(code)));
        var english = In("en", () => (Title: problems.Title(code), Detail: problems.Detail(code)));

        Assert.Matches(@"\p{IsCJKUnifiedIdeographs}", chinese.Title);
        Assert.Matches(@"\p{IsCJKUnifiedIdeographs}", chinese.Detail);
        Assert.Matches("^[A-Z][^\u4e00-\u9fff]+$", english.Title);
        Assert.Matches("^[A-Z][^\u4e00-\u9fff]+$", english.Detail);
        Assert.NotEqual(chinese.Title, chinese.Detail);
        Assert.NotEqual(english.Title, english.Detail);
    }

    [Theory]
    [InlineData(CastRefusal.ContestNotFound, "contest-not-found", 404)]
    [InlineData(CastRefusal.VotingNotOpen, "voting-not-open", 409)]
    [InlineData(CastRefusal.VotingClosed, "voting-closed", 409)]
    [InlineData(CastRefusal.AlreadyVoted, "already-voted", 409)]
    [InlineData(CastRefusal.QuotaExhausted, "quota-exhausted", 409)]
    [InlineData(CastRefusal.EntryNotFound, "entry-not-found", 422)]
    [InlineData(CastRefusal.TooFewChoices, "too-few-choices", 422)]
    [InlineData(CastRefusal.TooManyChoices, "too-many-choices", 422)]
    [InlineData(CastRefusal.InvalidBallot, "invalid-ballot", 422)]
    [InlineData(CastRefusal.IdempotencyMismatch, "idempotency-mismatch", 422)]
    [InlineData(CastRefusal.IdentityRequired, "identity-required", 401)]
    [InlineData(CastRefusal.ChallengeRequired, "challenge-required", 403)]
    [InlineData(CastRefusal.RateLimited, "rate-limited", 429)]
    [InlineData(CastRefusal.Busy, "busy", 503)]
    public void A_refused_ballot_has_the_code_and_status_of_the_contract(CastRefusal refusal, string code, int status)
    {
        Assert.Equal(code, refusal.Code());
        Assert.Equal(status, Problems.StatusOf(refusal));
    }

    [Fact]
    public void Every_way_to_be_refused_is_in_the_table() =>
        Assert.All(Enum.GetValues<CastRefusal>(), refusal => Assert.Contains(refusal.Code(), Problems.Codes));

    [Theory]
    [InlineData("en", "", "", "Voting")]
    [InlineData("", "", "", "投票")]
    [InlineData("de,fr;q=0.5", "", "", "投票")]
    [InlineData("en", "zh-CN", "", "投票")]
    [InlineData("zh-CN", "en", "", "Voting")]
    [InlineData("zh-CN", "zh-CN", "en", "Voting")]
    [InlineData("en", "klingon", "", "Voting")]
    public async Task The_visitors_language_is_the_query_then_the_cookie_then_the_browser(
        string browser, string cookie, string query, string expected)
    {
        var contest = await app.ExhibitContestAsync(new Draft { OpensIn = TimeSpan.FromDays(1) });
        using var request = Mutations.Ballot(contest, """{"entries":[1]}"""u8.ToArray());
        request.RequestUri = new Uri($"{contest.BallotsUrl}?lang={query}", UriKind.Relative);
        request.Headers.TryAddWithoutValidation("Accept-Language", browser);
        if (cookie.Length > 0)
            request.Headers.Add("Cookie", $"lang={cookie}");

        var answer = await Answer.Of(app.NewClient().SendAsync(request));

        Assert.Equal("voting-not-open", answer.Code);
        Assert.Contains(expected, answer["title"].GetString());
    }

    [Fact]
    public async Task What_is_not_there_is_a_problem_for_programs_and_a_page_for_people()
    {
        using var http = app.NewClient();
        Assert.Equal("not-found", (await Answer.Of(http.GetAsync("/api/nothing"))).Code);
        Assert.Equal("method-not-allowed", (await Answer.Of(http.PutAsync("/api/contests", null))).Code);
        var page = await Answer.Of(http.GetAsync("/nothing-here"));
        Assert.Equal(404, (int)page.Status);
        Assert.Equal("text/html", page.ContentType);
    }

    [Fact]
    public void Both_languages_have_the_same_texts_and_the_same_places_to_fill()
    {
        var (chinese, english) = (Texts("Texts.resx"), Texts("Texts.en.resx"));
        Assert.Equal(chinese.Keys.Order(), english.Keys.Order());
        Assert.All(chinese, text =>
        {
            Assert.False(string.IsNullOrWhiteSpace(text.Value), text.Key);
            Assert.False(string.IsNullOrWhiteSpace(english[text.Key]), text.Key);
            Assert.True(Places(text.Value).SetEquals(Places(english[text.Key])), text.Key);
        });
    }

    [Fact]
    public void Every_text_that_the_code_names_exists()
    {
        var known = Texts("Texts.resx");
        var naming = new Regex("""\b(?:T|texts|text|localizer)\[\s*"(?<key>[^"{}$]+)"\s*[\],]""");
        var missing = SourceTree.Files("src", ".cs", ".razor")
            .SelectMany(file => naming.Matches(file.Text).Select(match => (file.Path, Key: match.Groups["key"].Value)))
            .Where(use => !known.ContainsKey(use.Key))
            .Select(use => $"{use.Path}: {use.Key}");
        Assert.Empty(missing);
    }

    private static HashSet<string> Places(string text) => [.. Regex.Matches(text, @"\{\d+\}").Select(match => match.Value)];

    private static Dictionary<string, string> Texts(string file) =>
        XDocument.Load(Path.Combine(SourceTree.Root, "src/Voting.Server/Http", file)).Root!.Elements("data")
            .ToDictionary(text => text.Attribute("name")!.Value, text => text.Element("value")!.Value);

    private static T In<T>(string language, Func<T> read)
    {
        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = new CultureInfo(language);
        try
        {
            return read();
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }
}
