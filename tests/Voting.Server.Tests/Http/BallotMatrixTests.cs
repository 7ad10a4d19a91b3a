using System.Net;
using System.Text;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Http;

/// <summary>What another site's page can make a browser send, for the ballot: every cell of content type × Origin × Sec-Fetch-Site × key.</summary>
public sealed class BallotMatrixTests(VotingApp app) : IClassFixture<VotingApp>
{
    private static readonly string?[] Types =
        [null, "application/json", "application/json; charset=utf-8", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"];

    private static readonly string?[] Origins = [null, "http://localhost", "https://evil.example", "null"];

    /// <summary>Absent, as with anything but a browser, and all that a browser says.</summary>
    private static readonly string?[] Sites = [null, "none", "same-origin", "same-site", "cross-site"];

    [Fact]
    public async Task Only_a_keyed_JSON_ballot_that_no_other_site_sent_is_recorded()
    {
        var contest = await app.OpenContestAsync();
        var wrong = new List<string>();
        var (cells, recorded) = (0, 0);
        foreach (var type in Types)
            foreach (var origin in Origins)
                foreach (var site in Sites)
                    foreach (var hasKey in new[] { true, false })
                    {
                        cells++;
                        var expected = ExpectedOf(type, origin, site, hasKey);
                        recorded += expected.Status == HttpStatusCode.Created ? 1 : 0;
                        // A voter who was here before: the browser sends the cookie along, whoever makes it send the call.
                        var voter = contest.NewVoter();
                        await voter.StandingAsync();
                        var answer = await CastAsync(voter, contest, type, origin, site, hasKey);
                        var remaining = await voter.RemainingAsync();
                        if ((answer.Status, answer.Code) != expected || remaining != (expected.Status == HttpStatusCode.Created ? 9 : 10))
                            wrong.Add($"{type ?? "-"} Origin={origin ?? "-"} Site={site ?? "-"} key={hasKey}: {(int)answer.Status} {answer.Code}, {remaining} left");
                    }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Equal(6 * 4 * 5 * 2, cells);
        Assert.Equal(2 * 2 * 4, recorded);
        Assert.Equal(recorded, (await contest.CheckLedgerAsync()).Ballots.Count);
    }

    private static (HttpStatusCode Status, string? Code) ExpectedOf(string? type, string? origin, string? site, bool hasKey) =>
        origin is not (null or "http://localhost") || site == "cross-site" ? (HttpStatusCode.Forbidden, "foreign-origin")
        : type?.StartsWith("application/json", StringComparison.Ordinal) == false ? (HttpStatusCode.UnsupportedMediaType, "unsupported-media-type")
        : !hasKey ? (HttpStatusCode.UnprocessableEntity, "invalid-ballot")
        : type is null ? (HttpStatusCode.UnsupportedMediaType, "unsupported-media-type")
        : (HttpStatusCode.Created, null);

    private static async Task<Answer> CastAsync(Voter voter, ContestUnderTest contest, string? type, string? origin, string? site, bool hasKey)
    {
        using var request = Mutations.Post(contest.BallotsUrl, Encoding.UTF8.GetBytes("""{"entries":[1]}"""), type);
        if (origin is not null)
            request.Headers.TryAddWithoutValidation("Origin", origin);
        if (site is not null)
            request.Headers.TryAddWithoutValidation("Sec-Fetch-Site", site);
        if (hasKey)
            request.Headers.Add("Idempotency-Key", Voter.NewKey());
        return await Answer.Of(voter.Http.SendAsync(request));
    }
}
