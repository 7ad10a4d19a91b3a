using System.Net.Http.Json;
using System.Security.Cryptography;

namespace Voting.Server.Tests.App;

/// <summary>One voter's browser, with its own cookies.</summary>
public sealed class Voter
{
    private readonly ContestUnderTest _contest;
    private readonly HttpClient _http;

    public Voter(VotingApp app, ContestUnderTest contest, string? address)
    {
        _contest = contest;
        _http = app.NewClient(out var jar, address);
        Jar = jar;
    }

    public CookieJar Jar { get; }

    public HttpClient Http => _http;

    /// <summary>A key as the voting page makes it: 128 bits.</summary>
    public static string NewKey() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    public Task<Answer> CastAsync(params int[] entries) => CastAsync(entries, NewKey());

    /// <param name="solution">Of a challenge.</param>
    public async Task<Answer> CastAsync(int[] entries, string key, string? solution = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _contest.BallotsUrl) { Content = JsonContent.Create(new { entries }) };
        request.Headers.Add("Idempotency-Key", key);
        if (solution is not null)
            request.Headers.TryAddWithoutValidation("Altcha", solution);
        return await Answer.Of(_http.SendAsync(request));
    }

    /// <summary>First contact before the first ballot; the answer sets the cookie.</summary>
    public Task<Answer> StandingAsync() => Answer.Of(_http.GetAsync($"/api/contests/{_contest.Slug}/voter"));

    public async Task<int> RemainingAsync() => (await StandingAsync())["remaining"].GetInt32();
}
