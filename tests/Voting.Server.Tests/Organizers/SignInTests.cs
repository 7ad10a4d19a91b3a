using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Voting.Server.Ledger;
using Voting.Server.Organizers;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Organizers;

public sealed class SignInTests(VotingApp app) : IClassFixture<VotingApp>
{
    private static int s_addresses;

    public static TheoryData<string, string> Routes => new()
    {
        { "GET", "/api/organizer/contests" }, { "POST", "/api/organizer/contests" }, { "GET", "/api/organizer/contests/x" },
        { "POST", "/api/organizer/contests/x/phase" }, { "POST", "/api/organizer/contests/x/entries/import" },
        { "POST", "/api/organizer/contests/x/entries/import?dryRun=true" },
    };

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Every_organizers_route_needs_a_session(string method, string url)
    {
        foreach (var cookie in new[] { null, "session=", "session=AAAA", $"session={new string('A', 43)}", "session=%00", $"session={new string('A', 5000)}" })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), url) { Content = method == "POST" ? JsonContent.Create(new { }) : null };
            if (url.Contains("import", StringComparison.Ordinal))
                request.Content!.Headers.ContentType = new("text/csv");
            if (cookie is not null)
                request.Headers.Add("Cookie", cookie);
            (await Answer.Of(app.NewClient().SendAsync(request))).Is(HttpStatusCode.Unauthorized, "sign-in-required");
        }
    }

    [Fact]
    public async Task A_session_ends_by_signing_out_and_by_time()
    {
        using var client = app.NewClient(out var jar);
        (await SignInAsync(client, VotingApp.Password)).Is(HttpStatusCode.NoContent);
        var token = jar.Cookies["session"];
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/organizer/contests")).StatusCode);

        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync("/api/session")).StatusCode);
        Assert.Empty(jar.Cookies);
        jar.Cookies["session"] = token;
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/organizer/contests")).StatusCode);

        (await SignInAsync(client, VotingApp.Password)).Is(HttpStatusCode.NoContent);
        app.Clock.Advance(TimeSpan.FromHours(8) - TimeSpan.FromMilliseconds(1));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/organizer/contests")).StatusCode);
        app.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/organizer/contests")).StatusCode);
    }

    [Fact]
    public async Task Ten_wrong_passwords_make_that_account_wait_at_that_address_only()
    {
        var here = NextAddress();
        using var client = app.NewClient(here);
        for (var i = 0; i < 10; i++)
            (await SignInAsync(client, "wrong")).Is(HttpStatusCode.Unauthorized, "wrong-password");

        var waiting = (await SignInAsync(client, VotingApp.Password)).Is(HttpStatusCode.TooManyRequests, "too-many-attempts");
        Assert.InRange(waiting.RetryAfterSeconds!.Value, 1, 900);
        (await SignInAsync(app.NewClient(NextAddress()), VotingApp.Password)).Is(HttpStatusCode.NoContent);
        (await SignInAsync(client, "wrong", name: "another")).Is(HttpStatusCode.Unauthorized, "wrong-password");

        app.Clock.Advance(TimeSpan.FromSeconds(waiting.RetryAfterSeconds.Value));
        (await SignInAsync(client, VotingApp.Password)).Is(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Guessing_on_many_connections_at_once_gets_no_more_tries()
    {
        var here = NextAddress();
        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => Task.Run(() => SignInAsync(app.NewClient(here), "wrong"))));
        Assert.Equal(10, answers.Count(answer => answer.Code == "wrong-password"));
        Assert.Equal(20, answers.Count(answer => answer.Code == "too-many-attempts"));
    }

    [Fact]
    public async Task Right_passwords_are_never_counted()
    {
        using var client = app.NewClient(NextAddress());
        for (var i = 0; i < 12; i++)
            (await SignInAsync(client, VotingApp.Password)).Is(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task An_unknown_account_is_answered_like_a_wrong_password()
    {
        using var client = app.NewClient(NextAddress());
        var unknown = await SignInAsync(client, "whatever", name: "nobody");
        var wrong = await SignInAsync(client, "whatever");
        Assert.Equal(wrong.Bytes, unknown.Is(HttpStatusCode.Unauthorized, "wrong-password").Bytes);
    }

    [Fact]
    public async Task The_database_holds_neither_passwords_nor_session_tokens()
    {
        using var client = app.NewClient(out var jar, NextAddress());
        await SignInAsync(client, VotingApp.Password);
        var files = Directory.GetFiles(app.Directory, "voting.db*").Select(file =>
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var buffer = new MemoryStream();
            stream.CopyTo(buffer);
            return buffer.ToArray();
        });
        var token = System.Buffers.Text.Base64Url.DecodeFromChars(jar.Cookies["session"]);
        Assert.All(files, file =>
        {
            Assert.Equal(-1, file.AsSpan().IndexOf(token));
            Assert.Equal(-1, file.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(jar.Cookies["session"])));
            Assert.Equal(-1, file.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(VotingApp.Password)));
        });
    }

    [Fact]
    public async Task Signing_in_again_ends_the_session_that_the_browser_had()
    {
        using var client = app.NewClient(out var jar, NextAddress());
        await SignInAsync(client, VotingApp.Password);
        var first = jar.Cookies["session"];
        (await SignInAsync(client, VotingApp.Password)).Is(HttpStatusCode.NoContent);

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/organizer/contests")).StatusCode);
        jar.Cookies["session"] = first;
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/organizer/contests")).StatusCode);
    }

    [Fact]
    public void Hashes_of_passwords_take_as_many_rounds_as_is_advised_and_old_ones_still_open()
    {
        var options = new PasswordHasherOptions();
        foreach (var configure in app.Services.GetServices<IConfigureOptions<PasswordHasherOptions>>())
            configure.Configure(options);
        Assert.Equal(210_000, options.IterationCount);

        var older = new PasswordHasher<Actor>().HashPassword(new Actor("", ""), "of before");
        var hasher = new PasswordHasher<Actor>(Options.Create(options));
        Assert.Equal(PasswordVerificationResult.SuccessRehashNeeded, hasher.VerifyHashedPassword(new Actor("", ""), older, "of before"));
        // Marker, then the function (2 is HMAC-SHA-512) and the rounds, four bytes each.
        var hash = Convert.FromBase64String(hasher.HashPassword(new Actor("", ""), "of now"));
        Assert.Equal((1, 2u, 210_000u), (hash[0], BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(1)), BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(5))));
    }

    [Fact]
    public async Task Signing_out_of_a_session_that_is_none_is_no_work_for_the_ledger()
    {
        var connection = app.Services.GetRequiredService<LedgerConnection>();
        var commits = 0;
        connection.Fault = _ => Task.FromResult(Interlocked.Increment(ref commits));
        using var request = new HttpRequestMessage(HttpMethod.Delete, "/api/session");
        request.Headers.Add("Cookie", $"session={new string('A', 43)}");

        (await Answer.Of(app.NewClient().SendAsync(request))).Is(HttpStatusCode.NoContent);

        connection.Fault = _ => Task.CompletedTask;
        Assert.Equal(0, commits);
    }

    [Fact]
    public async Task Passwords_are_compared_one_at_a_time_and_made_up_names_do_not_keep_accounts_waiting()
    {
        using var hasher = new HeldHasher();
        var check = new PasswordCheck(hasher);
        var flood = Enumerable.Range(0, 20).Select(_ => Task.Run(() => check.IsRightAsync(null, "guess", null))).ToList();
        while (hasher.AtOnce == 0)
            await Task.Delay(10);

        Assert.True(await check.IsRightAsync("hash", HeldHasher.Right, null));

        Assert.All(flood, guess => Assert.False(guess.IsCompleted));
        hasher.LetGo();
        Assert.All(await Task.WhenAll(flood), right => Assert.False(right));
        Assert.Equal(1, hasher.MostAtOnce);
    }

    /// <summary>Holds up every comparison but the one with the right password.</summary>
    private sealed class HeldHasher : IPasswordHasher<Actor>, IDisposable
    {
        public const string Right = "right";
        private readonly ManualResetEventSlim _gate = new();
        private int _atOnce;

        public int AtOnce => Volatile.Read(ref _atOnce);

        public int MostAtOnce { get; private set; }

        public string HashPassword(Actor user, string password) => "";

        public PasswordVerificationResult VerifyHashedPassword(Actor user, string hashedPassword, string providedPassword)
        {
            if (providedPassword == Right)
                return PasswordVerificationResult.Success;
            MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _atOnce));
            _gate.Wait();
            Interlocked.Decrement(ref _atOnce);
            return PasswordVerificationResult.Failed;
        }

        public void LetGo() => _gate.Set();

        public void Dispose() => _gate.Dispose();
    }

    private static Task<Answer> SignInAsync(HttpClient client, string password, string name = "organizer") =>
        Answer.Of(client.PostAsJsonAsync("/api/session", new { name, password }));

    private static string NextAddress() => $"192.0.2.{Interlocked.Increment(ref s_addresses)}";
}
