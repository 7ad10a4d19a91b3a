using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;

namespace Voting.LoadTests;

/// <summary>
/// Many voters behind one pool of connections, each known by its Idempotency-Key, or by a device of its own. A voter who gets
/// no answer, or is told to come back, sends the same ballot under the same key again, to the next server, until there is one.
/// </summary>
public sealed class Voters : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly IReadOnlyList<Uri> _servers;
    private readonly string _path;
    private readonly Measurements _measurements;
    private readonly TimeProvider _clock;
    private readonly HttpClient _http;
    private int _turn = -1;

    /// <param name="answerWithin">How long one attempt may take; half a minute unless said otherwise.</param>
    public Voters(
        IReadOnlyList<Uri> servers, string slug, int connections, Measurements measurements, TimeProvider clock,
        TimeSpan? answerWithin = null)
    {
        (_servers, _path, _measurements, _clock) = (servers, $"/api/contests/{slug}/ballots", measurements, clock);
        var handler = new SocketsHttpHandler
        {
            UseCookies = false,
            AllowAutoRedirect = false,
            MaxConnectionsPerServer = connections,
            ConnectTimeout = TimeSpan.FromSeconds(5),
        };
        _http = new HttpClient(handler) { Timeout = answerWithin ?? TimeSpan.FromSeconds(30) };
    }

    /// <summary>Unguessable outside the run and the same throughout it: 32 hex digits.</summary>
    public static string KeyFor(string run, string voter) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{run}\0{voter}")))[..32];

    /// <summary>Casts one ballot, whatever it takes within three minutes.</summary>
    /// <param name="look">Judges an acknowledged answer's body; null, or what is wrong with it.</param>
    public async Task<BallotEnd> CastAsync(BallotToCast ballot, Func<BallotAnswer, string?> look, CancellationToken cancel)
    {
        var key = ballot.Key;
        var first = ballot.FirstServer ?? (int)((uint)Interlocked.Increment(ref _turn) % _servers.Count);
        var began = _clock.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            var sentAt = _clock.GetUtcNow().ToUnixTimeMilliseconds();
            var (answer, problem, wait) = await TryAsync(ballot, _servers[(first + attempt - 1) % _servers.Count], cancel);
            if (answer is not null)
            {
                if (answer.AcceptedAt.ToUnixTimeMilliseconds() < sentAt && attempt > 1)
                    _measurements.CountFoundAgain();
                return look(answer) is { } wrong
                    ? new BallotEnd.Failed(key, wrong)
                    : new BallotEnd.Acknowledged(
                        key, answer.LogIndex, answer.Hash(), _clock.GetElapsedTime(began));
            }

            if (wait is null)
                return new BallotEnd.Failed(key, problem);
            if (_clock.GetElapsedTime(began) + wait > Patience)
                return new BallotEnd.Failed(key, $"gave up after {attempt} attempts: {problem}");
            _measurements.CountRetry();
            await Task.Delay(wait.Value + Spread(key), _clock, cancel);
        }

        // Nobody told so many voters to come back in the same instant; the key spreads them over half a second.
        static TimeSpan Spread(string key) => TimeSpan.FromMilliseconds(Convert.ToInt32(key[..2], 16) * 2);
    }

    /// <returns>The answer; or what was wrong, with how long to wait when the same ballot may be sent again.</returns>
    private async Task<(BallotAnswer? Answer, string Problem, TimeSpan? Wait)> TryAsync(
        BallotToCast ballot, Uri server, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server, _path))
        {
            Content = JsonContent.Create(new { entries = ballot.Choices }),
            Headers = { { "Idempotency-Key", ballot.Key } },
        };
        if (ballot.Device?.Cookie is { } cookie)
            request.Headers.Add("Cookie", cookie);
        var began = _clock.GetTimestamp();
        try
        {
            using var response = await _http.SendAsync(request, cancel);
            var body = await response.Content.ReadAsByteArrayAsync(cancel);
            ballot.Device?.Keep(response);
            if (response.StatusCode == HttpStatusCode.Created)
                return BallotAnswer.TryRead(body) is { } answer ? (answer, "", null) : (null, "not a ballot's answer", null);
            var problem = $"{(int)response.StatusCode} {ProblemCode.In(body)}";
            if (!IsForNow(response.StatusCode))
                return (null, problem, null);
            _measurements.CountBusy(server, _clock.GetElapsedTime(began));
            return (null, problem, PauseOf(response.Headers.RetryAfter));
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException
            && !cancel.IsCancellationRequested)
        {
            return (null, e.Message, TimeSpan.FromMilliseconds(250));
        }
    }

    /// <summary>Busy, rate-limited, or a proxy whose server is away.</summary>
    private static bool IsForNow(HttpStatusCode status) => status is HttpStatusCode.ServiceUnavailable
        or HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout;

    private static TimeSpan PauseOf(RetryConditionHeaderValue? retryAfter) => retryAfter?.Delta ?? LongestPause;

    public void Dispose() => _http.Dispose();
}
