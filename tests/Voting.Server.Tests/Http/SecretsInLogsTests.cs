using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Voting.Server.Organizers;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Http;

/// <summary>Nothing that lets somebody in, or tells who voted, is in the logs, however much an operator lets the server log.</summary>
public sealed class SecretsInLogsTests
{
    /// <summary>Everything, for every source; the last ones are what an operator would try who wants the requests as well.</summary>
    private static readonly (string Name, string Value)[] Everything =
    [
        ("Logging:LogLevel:Default", "Trace"), ("Logging:LogLevel:Microsoft.AspNetCore", "Trace"), ("Logging:LogLevel:Microsoft.AspNetCore.Hosting", "Trace"),
        ("Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics", "Trace"), ("Logging:LogLevel:Microsoft.AspNetCore.Routing.Matching", "Trace"),
        ($"Logging:{typeof(HeardLog).FullName}:LogLevel:Default", "Trace"), ($"Logging:{typeof(HeardLog).FullName}:LogLevel:Microsoft.AspNetCore.StaticFiles", "Trace"),
        ("Live:PushInterval", "00:00:10"),
    ];

    [Fact]
    public async Task Votes_sign_ins_links_and_codes_leave_no_secret_in_the_logs()
    {
        using var log = new HeardLog();
        var secrets = new Dictionary<string, string>();
        await using (var app = await VotingApp.StartAsync(log, Everything))
        {
            secrets["the first password"] = VotingApp.Password;
            var contest = await app.OpenContestAsync();
            await VoteAsync(contest, secrets);
            await SignInAsync(app, secrets);
            await InviteAsync(app, contest, secrets);
            await UseCodesAsync(app, contest, secrets);
            foreach (var key in Directory.EnumerateFiles(Path.Combine(app.Directory, "keys"), "*.key"))
                (secrets[$"{Path.GetFileName(key)} in hex"], secrets[$"{Path.GetFileName(key)} in base64"]) =
                    (Convert.ToHexString(File.ReadAllBytes(key)), Convert.ToBase64String(File.ReadAllBytes(key)));
        }

        Assert.True(log.Lines.Count > 300, $"Only {log.Lines.Count} lines.");
        Assert.Contains(log.Lines, line => line.StartsWith("Trace ", StringComparison.Ordinal));
        Assert.Contains(log.Lines, line => line.StartsWith("Debug Microsoft.AspNetCore.Server.Kestrel", StringComparison.Ordinal));
        AssertSilentAbout(secrets, log);
    }

    [Theory]
    [InlineData("-NOAUTH Authentication required.\r\n")]
    [InlineData("-WRONGPASS invalid username-password pair or user is disabled.\r\n")]
    [InlineData("-ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?\r\n")]
    public async Task A_start_that_fails_for_a_wrong_password_does_not_tell_it(string redisSays)
    {
        using var log = new HeardLog();
        // It asks for the password in clear, and then says that it is wrong.
        await using var postgres = new Refusing("R\0\0\0\b\0\0\0\u0003", "E\0\0\0\u0017SFATAL\0C28P01\0Mno\0\0");
        await using var redis = new Refusing(redisSays);
        (string, string)[] connections =
        [
            ("ConnectionStrings:Postgres", $"Host=127.0.0.1;Port={postgres.Port};Username=voting;Password=hunter-postgres;Timeout=2;SSL Mode=Disable"),
            ("ConnectionStrings:Redis", $"127.0.0.1:{redis.Port},password=hunter-redis,connectTimeout=500,abortConnect=false"),
        ];

        var fault = await Assert.ThrowsAnyAsync<Exception>(async () => await (await VotingApp.StartAsync(log, [.. Everything, .. connections])).DisposeAsync());

        Assert.True(postgres.Asked > 0, "PostgreSQL was not asked.");
        Assert.True(fault.ToString().Contains("28P01", StringComparison.Ordinal), fault.ToString());
        Assert.DoesNotContain("hunter", fault.ToString());
        AssertSilentAbout(new() { ["a password"] = "hunter" }, log);
    }

    private static async Task VoteAsync(ContestUnderTest contest, Dictionary<string, string> secrets)
    {
        var voter = contest.NewVoter();
        secrets["a first key"] = Voter.NewKey();
        (await voter.CastAsync([1], secrets["a first key"])).Is(HttpStatusCode.Created);
        secrets["a device cookie"] = voter.Jar.Cookies["device"];
        secrets["a device"] = voter.Jar.Cookies["device"].Split('.')[0];
        secrets["a repeated key"] = Voter.NewKey();
        for (var i = 0; i < 2; i++)
            (await voter.CastAsync([2], secrets["a repeated key"])).Is(HttpStatusCode.Created);
        (await voter.CastAsync([3], secrets["a repeated key"])).Is(HttpStatusCode.UnprocessableEntity, "idempotency-mismatch");
        var form = new FormUrlEncodedContent([new("entry", "4"), new("key", secrets["a form's key"] = Voter.NewKey())]);
        Assert.Equal(HttpStatusCode.SeeOther, (await voter.Http.PostAsync($"/c/{contest.Slug}/vote", form)).StatusCode);
        await voter.Http.GetAsync($"/c/{contest.Slug}");
    }

    private static async Task SignInAsync(VotingApp app, Dictionary<string, string> secrets)
    {
        using var client = app.NewClient(out var jar);
        secrets["a wrong password"] = "nearly-the-password";
        (await Answer.Of(client.PostAsJsonAsync("/api/session", new { name = "organizer", password = secrets["a wrong password"] }))).Is(HttpStatusCode.Unauthorized, "wrong-password");
        secrets["a malformed password"] = "in-broken-json";
        await client.PostAsync("/api/session", new StringContent($$"""{"name":"organizer","password":"{{secrets["a malformed password"]}}""", Encoding.UTF8, "application/json"));
        var form = new FormUrlEncodedContent([new("name", "organizer"), new("password", VotingApp.Password)]);
        Assert.Equal(HttpStatusCode.SeeOther, (await client.PostAsync("/organizer", form)).StatusCode);
        secrets["an organizer's session"] = jar.Cookies["session"];
        await client.GetAsync("/organizer");
    }

    private static async Task InviteAsync(VotingApp app, ContestUnderTest contest, Dictionary<string, string> secrets)
    {
        var expert = (await app.InviteAsync(contest.Slug, "张伟"))[0];
        secrets["an expert's link"] = expert.Token;
        await expert.Http.GetAsync(expert.Url);
        await expert.JoinAsync();
        await expert.Http.GetAsync(expert.Url);
        await expert.Http.GetAsync($"{expert.Url}/nothing-here");
        var person = await app.InvitedAsync(contest.Slug, "auditor");
        secrets["an auditor's link"] = person.Token;
        await person.Http.GetAsync(person.Url);
        (await person.JoinAsync()).Is(HttpStatusCode.NoContent);
        secrets["an auditor's password"] = Person.Password;
        await person.Http.PutAsJsonAsync("/api/session/password", new { current = Person.Password, @new = secrets["a new password"] = "another one chosen" });
    }

    private static async Task UseCodesAsync(VotingApp app, ContestUnderTest contest, Dictionary<string, string> secrets)
    {
        var person = await app.JoinedAsync(contest.Slug, "organizer");
        var offer = await Answer.Of(person.Http.PostAsync("/organizer/account/two-step", new FormUrlEncodedContent([new("current", Person.Password)])));
        var shown = Regex.Match(offer.Text, "<code>([A-Z2-7 ]{32,})</code>").Groups[1].Value;
        (secrets["a TOTP secret as shown"], secrets["a TOTP secret"]) = (shown, shown.Replace(" ", ""));
        var code = Totp.CodeAt(Base32(secrets["a TOTP secret"]), Totp.StepAt(app.Clock.Now));
        var done = await Answer.Of(person.Http.PostAsync("/organizer/account/two-step/confirmation", new FormUrlEncodedContent([new("code", code)])));
        secrets["a recovery code"] = Regex.Match(done.Text, "<li>([a-z0-9-]{19})</li>").Groups[1].Value;
        using var browser = app.NewClient();
        var asked = await Answer.Of(browser.PostAsync("/organizer", new FormUrlEncodedContent([new("name", person.Name), new("password", Person.Password)])));
        secrets["a ticket"] = WebUtility.HtmlDecode(Regex.Match(asked.Text, "name=\"ticket\"[^>]*value=\"([^\"]+)\"|value=\"([^\"]+)\"[^>]*name=\"ticket\"").Groups[1].Value);
        await browser.PostAsync("/organizer/code", new FormUrlEncodedContent([new("ticket", secrets["a ticket"]), new("code", secrets["a recovery code"])]));
        (await person.SignInAsync(browser, code: secrets["a wrong code"] = "no-such-code-here")).Is(HttpStatusCode.Unauthorized, "wrong-code");
    }

    private static void AssertSilentAbout(Dictionary<string, string> secrets, HeardLog log)
    {
        Assert.All(secrets, secret => Assert.True(secret.Value.Length >= 6, $"{secret.Key}: '{secret.Value}'"));
        var told = secrets.SelectMany(secret => log.Lines
            .Where(line => line.Contains(secret.Value, StringComparison.OrdinalIgnoreCase) || line.Contains(Uri.EscapeDataString(secret.Value), StringComparison.OrdinalIgnoreCase))
            .Select(line => $"{secret.Key}: {line[..Math.Min(300, line.Length)]}"));
        Assert.Empty(told);
    }

    private static byte[] Base32(string text)
    {
        var bits = string.Concat(text.Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c), 2).PadLeft(5, '0')));
        return [.. bits.Chunk(8).Where(part => part.Length == 8).Select(part => Convert.ToByte(new string(part), 2))];
    }

    /// <summary>Answers everybody in the same words, whatever they say.</summary>
    private sealed class Refusing : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly Task _serving;

        public Refusing(params string[] words)
        {
            _listener.Start();
            _serving = ServeAsync([.. words.Select(Encoding.Latin1.GetBytes)]);
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public int Asked { get; private set; }

        public async ValueTask DisposeAsync()
        {
            _listener.Stop();
            await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        private async Task ServeAsync(byte[][] words)
        {
            while (true)
            {
                using var guest = await _listener.AcceptTcpClientAsync();
                Asked++;
                try
                {
                    var stream = guest.GetStream();
                    for (var said = 0; said < 3 && await stream.ReadAsync(new byte[4096]) > 0; said++)
                        await stream.WriteAsync(words[Math.Min(said, words.Length - 1)]);
                }
                catch (IOException)
                {
                    // The guest went.
                }
            }
        }
    }
}
