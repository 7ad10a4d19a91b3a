using System.Net;
using System.Net.Http.Json;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Http;

/// <summary>What an operator can read afterwards about who came in and who was refused, at the level a server has by default.</summary>
public sealed class SecurityLogTests
{
    [Fact]
    public async Task Sign_ins_and_refusals_are_told_with_who_and_where_and_voters_with_neither()
    {
        using var log = new HeardLog();
        await using (var app = await VotingApp.StartAsync(log, ("Logging:LogLevel:Default", "Information"), ("Logging:LogLevel:Microsoft.AspNetCore", "Warning"), ("Voters:Address:HardCap", "1"), ("Voters:Challenge:Mode", "off")))
        {
            var contest = await app.OpenContestAsync();
            await SignInAsync(app, "organizer", VotingApp.Password, "198.51.100.1");
            await SignInAsync(app, "organizer", "not it", "198.51.100.2");
            await SignInAsync(app, "pass word typed as a name", "x", "198.51.100.3");
            await SignInAsync(app, "organizer\nForged line", "x", "198.51.100.4");
            var seat = (await app.SeatAsync(contest.Slug, "张伟"))[0];
            Assert.Equal(HttpStatusCode.Forbidden, (await seat.Http.GetAsync($"/api/organizer/contests/{contest.Slug}/people")).StatusCode);
            using var foreign = new HttpRequestMessage(HttpMethod.Post, $"/invitation/{seat.Token}") { Headers = { { "Origin", "https://evil.example" } } };
            await app.NewClient("198.51.100.5").SendAsync(foreign);
            var voter = contest.NewVoter("203.0.113.77");
            await voter.CastAsync(1);
            (await voter.CastAsync(2)).Is(HttpStatusCode.TooManyRequests, "rate-limited");
        }

        Heard("Information", "organizer signed in from 198.51.100.1");
        Heard("Warning", "organizer was refused (wrong-password) from 198.51.100.2");
        Heard("Warning", "An unknown account was refused (wrong-password) from 198.51.100.3");
        Heard("Information", "Expert seat 1 signed in from 127.0.0.1");
        Heard("Warning", "GET api/organizer/contests/{slug}/people was refused from 127.0.0.1");
        Heard("Warning", "Another site's page tried POST invitation/{token}");
        Assert.DoesNotContain(log.Lines, line => line.Contains("typed as a name", StringComparison.Ordinal) || line.Contains("Forged", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Lines, line => line.Contains("203.0.113.77", StringComparison.Ordinal));

        void Heard(string level, string words) => Assert.True(
            log.Lines.Any(line => line.StartsWith(level, StringComparison.Ordinal) && line.Contains(words, StringComparison.Ordinal)),
            $"{level} {words}\n{string.Join('\n', log.Lines)}");
    }

    private static Task<HttpResponseMessage> SignInAsync(VotingApp app, string name, string password, string address) =>
        app.NewClient(address).PostAsJsonAsync("/api/session", new { name, password });
}
