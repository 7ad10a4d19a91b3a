using System.Net;
using System.Text.Json;
using Voting.Rules.Panel;
using Voting.Rules.Ranking;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Pages;

/// <summary>Every option of the rules can be chosen in the organizer's form, is named by its field when it is wrong, and is explained on the rules page.</summary>
public sealed class RulesOptionsTests(VotingApp app) : IClassFixture<VotingApp>
{
    public static IEnumerable<object[]> Options =>
    [
        .. PublicMethods.Known.Select(name => new object[] { "public", name }), .. ExpertMethods.Known.Select(name => new object[] { "expert", name }),
        .. ExpertScales.Known.Select(name => new object[] { "expertScale", name }), .. Scopes.Known.Select(name => new object[] { "scope", name }),
    ];

    [Theory]
    [MemberData(nameof(Options))]
    public async Task An_option_is_chosen_in_the_form_and_explained_in_both_languages(string field, string value)
    {
        var form = Form();
        form[field] = value;
        var slug = await CreateAsync(form);

        var score = (await Answer.Of((await app.OrganizerAsync()).GetAsync($"/api/organizer/contests/{slug}")))["rules"].GetProperty("score");
        Assert.Equal(value, score.GetProperty(field).GetString());
        (await new ContestUnderTest(app, new Draft { Slug = slug }).MoveAsync("screening")).Is(HttpStatusCode.NoContent);
        var key = field == "expertScale" ? "scale" : field;
        foreach (var language in new[] { "zh-CN", "en" })
        {
            var page = (await Answer.Of(app.NewClient().GetAsync($"/c/{slug}/rules?lang={language}"))).Is(HttpStatusCode.OK).Text;
            Assert.DoesNotContain($"rules.{key}.", page);
            Assert.DoesNotContain("rules.tie.", page);
        }
    }

    [Fact]
    public async Task Weights_ties_and_publicity_are_kept_as_they_were_typed()
    {
        var form = Form();
        (form["publicShare"], form["tie1"], form["tie2"], form["tie3"], form["tie4"]) = ("62.5", "decision", "expert", "none", "none");
        (form["workingDays"], form["holidays"]) = ("5", "2026-10-02\r\n2026-10-01");
        var rules = (await Answer.Of((await app.OrganizerAsync()).GetAsync($"/api/organizer/contests/{await CreateAsync(form)}")))["rules"];

        Assert.Equal((0.625m, 0.375m), (rules.GetProperty("score").GetProperty("publicWeight").GetDecimal(), rules.GetProperty("score").GetProperty("expertWeight").GetDecimal()));
        Assert.Equal(["score", "decision", "expert", "joint"], Texts(rules.GetProperty("score").GetProperty("ties")));
        Assert.Equal(["2026-10-01", "2026-10-02"], Texts(rules.GetProperty("publicity").GetProperty("holidays")));
    }

    [Theory]
    [InlineData("public", "best")]
    [InlineData("expert", "best")]
    [InlineData("expertScale", "best")]
    [InlineData("scope", "best")]
    [InlineData("publicShare", "120")]
    [InlineData("tie2", "votes", "tie1")]
    [InlineData("tie3", "luck", "tie1")]
    [InlineData("workingDays", "61")]
    [InlineData("workingDays", "soon")]
    [InlineData("holidays", "1 October")]
    public async Task What_is_wrong_is_said_at_its_field(string field, string value, string? at = null)
    {
        var form = Form();
        form[field] = value;
        var page = await Answer.Of((await app.OrganizerAsync()).PostAsync("/organizer/new", new FormUrlEncodedContent(form)));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, page.Status);
        Assert.Contains($"href=\"#{at ?? field}\"", page.Text);
        Assert.Contains($"id=\"{at ?? field}-error\"", page.Text);
        Assert.DoesNotContain("new.error.", page.Text);
    }

    [Fact]
    public async Task A_change_of_sealed_rules_is_shown_before_it_is_made_and_on_the_rules_page_after()
    {
        var contest = await app.OpenContestAsync();
        var organizer = await app.OrganizerAsync();
        var address = $"/organizer/c/{contest.Slug}/amend";
        var form = new Dictionary<string, string>
        {
            ["closesAt"] = TimeZoneInfo.ConvertTime(contest.ClosesAt.AddDays(2), TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai")).ToString("yyyy-MM-ddTHH:mm"),
            ["reason"] = "<b>暴雨</b>",
        };
        var look = await Answer.Of(organizer.PostAsync(address, new FormUrlEncodedContent(form)));
        Assert.Contains("name=\"confirm\"", look.Is(HttpStatusCode.OK).Text);
        Assert.DoesNotContain("<b>暴雨", look.Text);
        Assert.Empty((await contest.GetAsync($"/api/contests/{contest.Slug}/amendments")).Json.EnumerateArray());

        form["confirm"] = "true";
        Assert.Equal(HttpStatusCode.SeeOther, (await organizer.PostAsync(address, new FormUrlEncodedContent(form))).StatusCode);
        var rules = WebUtility.HtmlDecode((await contest.GetAsync($"/c/{contest.Slug}/rules")).Is(HttpStatusCode.OK).Text);
        Assert.Contains("暴雨", rules);
        Assert.Contains((await contest.GetAsync($"/api/contests/{contest.Slug}"))["rulesHash"].GetString()!, rules);

        form["closesAt"] = "2020-01-01T00:00";
        var wrong = await Answer.Of(organizer.PostAsync(address, new FormUrlEncodedContent(form)));
        Assert.Contains("id=\"closesAt-error\"", wrong.Is(HttpStatusCode.UnprocessableEntity).Text);
    }

    private static string[] Texts(JsonElement list) => [.. list.EnumerateArray().Select(item => item.GetString()!)];

    private async Task<string> CreateAsync(Dictionary<string, string> form)
    {
        var answer = await (await app.OrganizerAsync()).PostAsync("/organizer/new", new FormUrlEncodedContent(form));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        return form["slug"];
    }

    private static Dictionary<string, string> Form() => new()
    {
        ["slug"] = new Draft().Slug, ["title"] = "评选", ["timeZone"] = "Asia/Shanghai", ["opensAt"] = "2030-01-01T08:00", ["closesAt"] = "2030-01-10T20:00",
        ["groups"] = "village | 典型村 | 3", ["criteria"] = "effect | 成效 | 100 | 30", ["period"] = "day", ["votesPerPeriod"] = "10",
        ["votesPerEntryPerPeriod"] = "1", ["minChoices"] = "1", ["maxChoices"] = "5", ["publicShare"] = "80", ["visibility"] = "live",
    };
}
