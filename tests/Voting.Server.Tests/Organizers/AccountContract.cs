using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Dapper;
using Voting.Server.Organizers;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Organizers;

/// <summary>One's own account: password, sessions everywhere, codes; on every backend.</summary>
public abstract class AccountContract(VotingApp app)
{
    private VotingApp App { get; } = app.OnItsEngines();

    [SkippableFact]
    public async Task A_changed_password_ends_the_other_sessions_and_the_old_password()
    {
        var (person, other) = (await JoinedAsync(), App.NewClient());
        (await person.SignInAsync(other)).Is(HttpStatusCode.NoContent);
        foreach (var (current, chosen, code) in new[] { ("not it", "another password", "wrong-password"), (Person.Password, "short", "weak-password"), (Person.Password, Person.Password, "weak-password") })
            Assert.Equal(code, (await ChangeAsync(person.Http, current, chosen)).Code);
        Assert.True(await IsSignedInAsync(other));

        (await ChangeAsync(person.Http, Person.Password, "another password")).Is(HttpStatusCode.NoContent);

        Assert.True(await IsSignedInAsync(person.Http));
        Assert.False(await IsSignedInAsync(other));
        (await person.SignInAsync(other)).Is(HttpStatusCode.Unauthorized, "wrong-password");
        (await person.SignInAsync(other, "another password")).Is(HttpStatusCode.NoContent);
    }

    [SkippableFact]
    public async Task Signing_out_everywhere_ends_every_session_of_that_account_only()
    {
        var (person, another, other) = (await JoinedAsync(), await JoinedAsync(), App.NewClient());
        (await person.SignInAsync(other)).Is(HttpStatusCode.NoContent);

        Assert.Equal(HttpStatusCode.NoContent, (await other.DeleteAsync("/api/session/all")).StatusCode);

        Assert.False(await IsSignedInAsync(person.Http));
        Assert.False(await IsSignedInAsync(other));
        Assert.True(await IsSignedInAsync(another.Http));
    }

    [SkippableFact]
    public async Task Ten_wrong_passwords_in_a_session_make_it_wait()
    {
        var person = await JoinedAsync();
        for (var i = 0; i < 10; i++)
            (await ChangeAsync(person.Http, "not it", "another password")).Is(HttpStatusCode.Unauthorized, "wrong-password");
        var waiting = (await ChangeAsync(person.Http, Person.Password, "another password")).Is(HttpStatusCode.TooManyRequests, "too-many-attempts");
        Assert.InRange(waiting.RetryAfterSeconds!.Value, 1, 900);
    }

    [SkippableFact]
    public async Task With_codes_on_the_password_alone_is_not_enough_and_no_code_is_accepted_twice()
    {
        var person = await JoinedAsync();
        var (secret, _) = await TurnOnAsync(person);

        (await person.SignInAsync(App.NewClient())).Is(HttpStatusCode.Unauthorized, "code-required");
        // The code that turned it on was a code.
        (await person.SignInAsync(App.NewClient(), code: CodeOf(secret))).Is(HttpStatusCode.Unauthorized, "wrong-code");
        App.Clock.Advance(TimeSpan.FromSeconds(30));
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => person.SignInAsync(App.NewClient(), code: CodeOf(secret))));
        Assert.Single(answers, answer => answer.Status == HttpStatusCode.NoContent);
        (await person.SignInAsync(App.NewClient(), code: CodeOf(secret))).Is(HttpStatusCode.Unauthorized, "wrong-code");
        // An older one that would still do is as used as the last one.
        App.Clock.Advance(TimeSpan.FromSeconds(60));
        (await person.SignInAsync(App.NewClient(), code: CodeOf(secret))).Is(HttpStatusCode.NoContent);
        (await person.SignInAsync(App.NewClient(), code: CodeOf(secret, -1))).Is(HttpStatusCode.Unauthorized, "wrong-code");
    }

    [SkippableFact]
    public async Task A_recovery_code_works_once()
    {
        var person = await JoinedAsync();
        var (_, codes) = await TurnOnAsync(person);
        Assert.Equal(10, codes.Distinct().Count());

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => person.SignInAsync(App.NewClient(), code: codes[3].ToUpperInvariant())));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.NoContent);
        (await person.SignInAsync(App.NewClient(), code: codes[4].Replace("-", " "))).Is(HttpStatusCode.NoContent);
        (await person.SignInAsync(App.NewClient(), code: codes[4])).Is(HttpStatusCode.Unauthorized, "wrong-code");
    }

    [SkippableFact]
    public async Task Ten_wrong_codes_make_the_account_wait_from_wherever_they_come()
    {
        var person = await JoinedAsync();
        var (secret, _) = await TurnOnAsync(person);
        App.Clock.Advance(TimeSpan.FromSeconds(60));
        for (var i = 0; i < 10; i++)
            (await person.SignInAsync(App.NewClient($"198.51.100.{i + 1}"), code: "not a code")).Is(HttpStatusCode.Unauthorized, "wrong-code");
        (await person.SignInAsync(App.NewClient("198.51.100.99"), code: CodeOf(secret))).Is(HttpStatusCode.TooManyRequests, "too-many-attempts");
        App.Clock.Advance(TimeSpan.FromMinutes(15));
        (await person.SignInAsync(App.NewClient(), code: CodeOf(secret))).Is(HttpStatusCode.NoContent);
    }

    [SkippableFact]
    public async Task The_page_asks_for_the_code_after_the_password_for_five_minutes()
    {
        var person = await JoinedAsync();
        var (secret, _) = await TurnOnAsync(person);
        App.Clock.Advance(TimeSpan.FromSeconds(60));
        var browser = App.NewClient();
        var ticket = FieldOf(await FormAsync(browser, "/organizer", ("name", person.Name), ("password", Person.Password)), "ticket");
        Assert.False(await IsSignedInAsync(browser));

        Assert.Equal(HttpStatusCode.Unauthorized, (await FormAsync(browser, "/organizer/code", ("ticket", ticket), ("code", "000000"))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await FormAsync(browser, "/organizer/code", ("ticket", ticket[..^1] + "!"), ("code", CodeOf(secret)))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await FormAsync(browser, "/organizer/code", ("ticket", "a.b"), ("code", CodeOf(secret)))).Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await FormAsync(browser, "/organizer/code", ("ticket", ticket), ("code", CodeOf(secret)))).Status);
        Assert.True(await IsSignedInAsync(browser));

        App.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(HttpStatusCode.Unauthorized, (await FormAsync(App.NewClient(), "/organizer/code", ("ticket", ticket), ("code", CodeOf(secret)))).Status);
    }

    [SkippableFact]
    public async Task Codes_are_turned_off_by_the_password_and_nothing_of_them_is_left()
    {
        var person = await JoinedAsync();
        var (_, codes) = await TurnOnAsync(person);
        Assert.Equal(HttpStatusCode.Unauthorized, (await FormAsync(person.Http, "/organizer/account/two-step/off", ("current", "not it"))).Status);
        (await person.SignInAsync(App.NewClient())).Is(HttpStatusCode.Unauthorized, "code-required");

        Assert.Equal(HttpStatusCode.SeeOther, (await FormAsync(person.Http, "/organizer/account/two-step/off", ("current", Person.Password))).Status);

        (await person.SignInAsync(App.NewClient())).Is(HttpStatusCode.NoContent);
        await using var database = App.OpenDatabase();
        Assert.Equal(0, await database.ExecuteScalarAsync<long>("SELECT count(*) FROM recovery_codes WHERE account = @Name", new { person.Name }));
        Assert.NotEmpty(codes);
    }

    [SkippableFact]
    public async Task An_offer_that_no_code_confirmed_asks_for_no_codes()
    {
        var person = await JoinedAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await FormAsync(person.Http, "/organizer/account/two-step", ("current", "not it"))).Status);
        await FormAsync(person.Http, "/organizer/account/two-step", ("current", Person.Password));
        Assert.Equal(HttpStatusCode.Unauthorized, (await FormAsync(person.Http, "/organizer/account/two-step/confirmation", ("code", "not it"))).Status);
        (await person.SignInAsync(App.NewClient())).Is(HttpStatusCode.NoContent);
        Assert.DoesNotContain("<svg viewBox", await person.Http.GetStringAsync("/organizer/account"));
    }

    private async Task<Person> JoinedAsync() => await App.JoinedAsync((await App.ExhibitContestAsync()).Slug, "auditor");

    private async Task<(byte[] Secret, IReadOnlyList<string> RecoveryCodes)> TurnOnAsync(Person person)
    {
        var offer = await FormAsync(person.Http, "/organizer/account/two-step", ("current", Person.Password));
        var secret = FromBase32(Regex.Match(offer.Text, "<code>([A-Z2-7 ]{32,})</code>").Groups[1].Value.Replace(" ", ""));
        var done = await FormAsync(person.Http, "/organizer/account/two-step/confirmation", ("code", CodeOf(secret)));
        Assert.Equal(HttpStatusCode.OK, done.Status);
        return (secret, [.. Regex.Matches(done.Text, "<li>([a-z0-9-]{19})</li>").Select(match => match.Groups[1].Value)]);
    }

    private string CodeOf(byte[] secret, int steps = 0) => Totp.CodeAt(secret, Totp.StepAt(App.Clock.Now) + steps);

    private static byte[] FromBase32(string text)
    {
        var bits = string.Concat(text.Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c), 2).PadLeft(5, '0')));
        return [.. bits.Chunk(8).Where(part => part.Length == 8).Select(part => Convert.ToByte(new string(part), 2))];
    }

    private static string FieldOf(Answer page, string name) => Regex.Match(page.Text, $"name=\"{name}\" value=\"([^\"]+)\"").Groups[1].Value;

    private static Task<Answer> FormAsync(HttpClient client, string address, params (string Name, string Value)[] fields) =>
        Answer.Of(client.PostAsync(address, new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)))));

    private static Task<Answer> ChangeAsync(HttpClient client, string current, string @new) =>
        Answer.Of(client.PutAsJsonAsync("/api/session/password", new { current, @new }));

    private static async Task<bool> IsSignedInAsync(HttpClient client) =>
        (await client.GetAsync("/api/organizer/contests")).StatusCode == HttpStatusCode.OK;
}

public sealed class EmbeddedAccountTests(VotingApp app) : AccountContract(app), IClassFixture<VotingApp>;

public sealed class ServerAccountTests(ServerApp app) : AccountContract(app), IClassFixture<ServerApp>;
