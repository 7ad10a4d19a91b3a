using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Voting.Server.Tests.App;
using Voting.Server.Voters;

namespace Voting.Server.Tests.Voters;

/// <summary>Printed codes: each is one voter, whoever holds it, in its own contest. On every backend.</summary>
public abstract class CodeContract(VotingApp app)
{
    private VotingApp App => app.OnItsEngines();

    private static Draft ByCode => new() { Channels = ["code"] };

    [SkippableFact]
    public async Task A_code_is_one_voter_in_two_browsers_however_it_is_typed()
    {
        var contest = await App.OpenContestAsync(ByCode);
        var code = (await App.MakeCodesAsync(contest, 3))[0];
        var (first, second) = (contest.NewVoter(), contest.NewVoter());

        (await first.EnterAsync(contest, code)).Is(HttpStatusCode.NoContent);
        (await first.CastAsync(1, 2)).Is(HttpStatusCode.Created);
        (await second.EnterAsync(contest, $" {code.ToLowerInvariant().Replace("-", " ")} ")).Is(HttpStatusCode.NoContent);

        Assert.Equal(8, await second.RemainingAsync());
        (await second.CastAsync(1)).Is(HttpStatusCode.Conflict, "already-voted");
        Assert.Equal((3, 1, 0), await BatchAsync(contest));
    }

    [SkippableFact]
    public async Task A_code_and_its_pass_are_worth_nothing_in_another_contest()
    {
        var contest = await App.OpenContestAsync(ByCode);
        var other = await App.OpenContestAsync(ByCode);
        var code = (await App.MakeCodesAsync(contest, 1))[0];
        var voter = contest.NewVoter();
        (await voter.EnterAsync(other, code)).Is(HttpStatusCode.UnprocessableEntity, "wrong-voter-code");
        (await voter.EnterAsync(contest, code)).Is(HttpStatusCode.NoContent);

        Assert.Equal(10, await voter.RemainingAsync());
        var elsewhere = await Answer.Of(voter.Http.GetAsync($"/api/contests/{other.Slug}/voter"));
        Assert.False(elsewhere.Json.TryGetProperty("channel", out _));
        // Not by another name either: the cookie is signed for its contest.
        var (name, value) = voter.Jar.Cookies.Single(cookie => cookie.Key.StartsWith("voter-code", StringComparison.Ordinal));
        voter.Jar.Cookies[name.Replace(contest.Slug, other.Slug)] = value;
        elsewhere = await Answer.Of(voter.Http.GetAsync($"/api/contests/{other.Slug}/voter"));
        Assert.False(elsewhere.Json.TryGetProperty("channel", out _));
    }

    [SkippableFact]
    public async Task Revoking_a_batch_ends_its_unused_codes_and_no_other()
    {
        var contest = await App.OpenContestAsync(ByCode);
        var (codes, others) = (await App.MakeCodesAsync(contest, 4), await App.MakeCodesAsync(contest, 2, "booth"));
        var voter = contest.NewVoter();
        (await voter.EnterAsync(contest, codes[0])).Is(HttpStatusCode.NoContent);

        // Somebody uses a code at the moment it is revoked: either it is a voter, or it is gone.
        var racing = contest.NewVoter();
        var entering = Task.Run(() => racing.EnterAsync(contest, codes[1]));
        var revoked = (await RevokeAsync(contest, "hall")).Is(HttpStatusCode.OK)["revoked"].GetInt32();
        var entered = await entering;

        Assert.Equal(entered.Status == HttpStatusCode.NoContent ? 2 : 3, revoked);
        (await voter.CastAsync(1)).Is(HttpStatusCode.Created);
        (await contest.NewVoter().EnterAsync(contest, codes[0])).Is(HttpStatusCode.NoContent);
        (await contest.NewVoter().EnterAsync(contest, codes[2])).Is(HttpStatusCode.UnprocessableEntity, "wrong-voter-code");
        (await contest.NewVoter().EnterAsync(contest, others[0])).Is(HttpStatusCode.NoContent);
        Assert.Equal(0, (await RevokeAsync(contest, "nowhere"))["revoked"].GetInt32());
    }

    [SkippableFact]
    public async Task Many_who_enter_one_code_at_once_are_one_voter()
    {
        var contest = await App.OpenContestAsync(ByCode);
        var code = (await App.MakeCodesAsync(contest, 1))[0];
        var voters = Enumerable.Range(0, 8).Select(_ => contest.NewVoter()).ToList();
        Assert.All(await Task.WhenAll(voters.Select(voter => Task.Run(() => voter.EnterAsync(contest, code)))), answer => answer.Is(HttpStatusCode.NoContent));
        var ballots = await Task.WhenAll(voters.SelectMany((voter, i) => new[] { 1 + i, 1 + (i + 5) % 10 }.Select(entry => Task.Run(() => voter.CastAsync(entry)))));
        Assert.Equal(10, ballots.Count(answer => answer.Status == HttpStatusCode.Created));
        Assert.Single((await contest.CheckLedgerAsync()).Ballots.Select(ballot => Convert.ToHexString(ballot.Voter)).Distinct());
    }

    [SkippableFact]
    public async Task Guessing_ends_after_sixty_wrong_codes_of_an_address()
    {
        var contest = await App.OpenContestAsync(ByCode);
        var right = (await App.MakeCodesAsync(contest, 1))[0];
        var guesser = contest.NewVoter("198.51.100.77");
        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => guesser.EnterAsync(contest, VoterCode.New())));
        Assert.All(answers, answer => answer.Is(HttpStatusCode.UnprocessableEntity, "wrong-voter-code"));
        (await guesser.EnterAsync(contest, right)).Is(HttpStatusCode.TooManyRequests, "too-many-tries");
        (await contest.NewVoter("198.51.100.78").EnterAsync(contest, right)).Is(HttpStatusCode.NoContent);
    }

    [SkippableFact]
    public async Task Opening_what_the_picture_says_spends_nothing_and_its_button_leads_to_the_contest()
    {
        var contest = await App.OpenContestAsync(ByCode);
        var code = (await App.MakeCodesAsync(contest, 1))[0];
        var voter = contest.NewVoter();
        var page = (await Answer.Of(voter.Http.GetAsync($"/c/{contest.Slug}/code/{code}"))).Is(HttpStatusCode.OK);
        Assert.Contains($"name=\"code\" value=\"{code}\"", page.Text, StringComparison.Ordinal);
        Assert.Equal((1, 0, 0), await BatchAsync(contest));
        Assert.Equal(0, await voter.RemainingAsync());

        var entered = await SendAsync(voter.Http, $"/c/{contest.Slug}/voter/code", ("code", code));
        Assert.Equal((HttpStatusCode.SeeOther, $"/c/{contest.Slug}"), (entered.Status, entered.Headers.Location!.OriginalString));
        Assert.Equal((1, 1, 0), await BatchAsync(contest));

        // The next person at the same tablet begins anew.
        (await SendAsync(voter.Http, $"/c/{contest.Slug}/voter/forget")).Is(HttpStatusCode.SeeOther);
        Assert.Equal(0, await voter.RemainingAsync());
    }

    [SkippableFact]
    public async Task Codes_are_told_once_as_a_sheet_or_a_file_and_only_their_hashes_are_kept()
    {
        var contest = await App.OpenContestAsync(ByCode);
        var organizer = await App.OrganizerAsync();
        var page = $"/organizer/c/{contest.Slug}/codes";

        var sheet = await SendAsync(organizer, page, ("label", "<b>A 区</b>"), ("count", "5"), ("format", "sheet"));
        var printed = Regex.Matches(sheet.Is(HttpStatusCode.OK).Text, @"<p class=""mono"">([0-9A-Z-]{15})</p>").Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(5, printed.Count);
        Assert.Equal(5, Regex.Count(sheet.Text, "class=\"qr\""));
        Assert.DoesNotContain("<b>A", sheet.Text, StringComparison.Ordinal);
        var file = await SendAsync(organizer, page, ("label", "file"), ("count", "7"), ("format", "csv"));
        Assert.Equal("text/csv", file.ContentType);
        Assert.Equal(8, file.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        (await SendAsync(organizer, page, ("label", "file"), ("count", "7"))).Is(HttpStatusCode.Conflict);
        (await SendAsync(organizer, page, ("label", "x"), ("count", "2001"))).Is(HttpStatusCode.UnprocessableEntity);

        (await contest.NewVoter().EnterAsync(contest, printed[4])).Is(HttpStatusCode.NoContent);
        Assert.DoesNotContain(printed[0], (await Answer.Of(organizer.GetAsync(page))).Text, StringComparison.Ordinal);
        await using var database = App.OpenDatabase();
        await using var command = database.CreateCommand();
        command.CommandText = "SELECT code_hash FROM voter_codes";
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
            Assert.Equal(16, ((byte[])rows.GetValue(0)).Length);
    }

    [SkippableTheory]
    [InlineData(0, "hall", "invalid-codes")]
    [InlineData(-1, "hall", "invalid-codes")]
    [InlineData(2001, "hall", "invalid-codes")]
    [InlineData(1, " ", "invalid-codes")]
    [InlineData(1, "a\u0007b", "invalid-codes")]
    public async Task A_batch_has_a_size_and_a_name(int count, string label, string code)
    {
        var contest = await App.OpenContestAsync(ByCode);
        (await Answer.Of((await App.OrganizerAsync()).PostAsJsonAsync($"/api/organizer/contests/{contest.Slug}/codes", new { count, label })))
            .Is(HttpStatusCode.UnprocessableEntity, code);
    }

    [SkippableFact]
    public async Task Archiving_deletes_the_codes()
    {
        var contest = await App.OpenContestAsync(ByCode);
        await App.MakeCodesAsync(contest, 2);
        await contest.MoveThroughAsync("reviewing", "published", "archived");
        Assert.Empty((await Answer.Of((await App.OrganizerAsync()).GetAsync($"/api/organizer/contests/{contest.Slug}/codes"))).Json.EnumerateArray());
    }

    private async Task<(int Count, int Used, int Revoked)> BatchAsync(ContestUnderTest contest)
    {
        var batch = Assert.Single((await Answer.Of((await App.OrganizerAsync()).GetAsync($"/api/organizer/contests/{contest.Slug}/codes"))).Json.EnumerateArray());
        return (batch.GetProperty("count").GetInt32(), batch.GetProperty("used").GetInt32(), batch.GetProperty("revoked").GetInt32());
    }

    private async Task<Answer> RevokeAsync(ContestUnderTest contest, string label) => await Answer.Of(
        (await App.OrganizerAsync()).PostAsJsonAsync($"/api/organizer/contests/{contest.Slug}/codes/revocation", new { label }));

    private static async Task<Answer> SendAsync(HttpClient http, string address, params (string Name, string Value)[] fields)
    {
        using var content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return await Answer.Of(http.PostAsync(address, content));
    }
}

public sealed class EmbeddedCodeTests(VotingApp app) : CodeContract(app), IClassFixture<VotingApp>
{
    [Fact]
    public void A_code_has_sixty_bits_or_more_and_no_two_signs_that_look_alike()
    {
        Assert.True(13 * Math.Log2(VoterCode.Alphabet.Length) >= 60);
        Assert.Equal(VoterCode.Alphabet.Length, VoterCode.Alphabet.Distinct().Count());
        foreach (var alike in new[] { "0OQ", "1IL", "8B", "5S", "2Z", "UV" })
            Assert.True(alike.Count(VoterCode.Alphabet.Contains) <= 1, alike);
        Assert.Equal(1000, Enumerable.Range(0, 1000).Select(_ => VoterCode.New()).Distinct().Count());
    }

    [Theory]
    [InlineData("2346-789AC-DEFG", "2346789ACDEFG")]
    [InlineData("２３４６ ７８９ａｃ ｄｅｆｇ", "2346789ACDEFG")]
    [InlineData("Z346-7B9AC-DEFG", "2346789ACDEFG")]
    [InlineData("2346-789AC-DEF", null)]
    [InlineData("2346-789AC-DEFG2", null)]
    [InlineData("2346-789AC-DEF0", null)]
    [InlineData("\ud800346-789AC-DEF", null)]
    [InlineData("", null)]
    public void A_code_is_read_as_people_type_it(string typed, string? code) => Assert.Equal(code, VoterCode.Read(typed));
}

public sealed class ServerCodeTests(ServerApp app) : CodeContract(app), IClassFixture<ServerApp>;
