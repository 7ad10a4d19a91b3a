using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Voting.Server.Voters;

/// <summary>How asking WeChat who the visitor is has ended: an openid, or the problem's code.</summary>
public sealed record WeChatAnswer(string? OpenId, string? Problem);

/// <summary>
/// WeChat's web authorization with <c>snsapi_base</c>: silent, and nothing but the openid comes of it. Secret, tokens and openids stay
/// on this side and out of logs; no openid is ever taken from a browser.
/// </summary>
public sealed class WeChatAccount(IOptions<WeChatOptions> options, TimeProvider clock, ILogger<WeChatAccount> logger) : IDisposable
{
    private const int LongestAnswer = 16 * 1024;
    private const int LongestCode = 512;

    private readonly WeChatOptions _options = options.Value;
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    {
        MaxResponseContentBufferSize = LongestAnswer,
        Timeout = System.Threading.Timeout.InfiniteTimeSpan,
    };

    public bool IsReady => _options.IsConfigured;

    /// <summary>Where the browser is sent. WeChat compares the order of the parameters and wants the fragment.</summary>
    /// <param name="returnTo">This server's address as the visitor reaches it; its host is registered with the account.</param>
    public string AuthorizeAddress(string returnTo, string state) =>
        $"{_options.AuthorizeUrl.TrimEnd('/')}/connect/oauth2/authorize?appid={Uri.EscapeDataString(_options.AppId)}"
        + $"&redirect_uri={Uri.EscapeDataString(returnTo)}&response_type=code&scope=snsapi_base&state={state}#wechat_redirect";

    /// <summary>Who somebody is to the system: an openid means the same person only for the same account.</summary>
    public string SubjectOf(string openId) => $"{_options.AppId}:{openId}";

    /// <summary>Exchanges the code that came with the visitor; good once, for five minutes.</summary>
    public async Task<WeChatAnswer> ExchangeAsync(string? code)
    {
        if (code is null or { Length: 0 or > LongestCode })
            return Refused("wechat-again");
        using var patience = new CancellationTokenSource(_options.Timeout, clock);
        try
        {
            var address = $"{_options.ApiUrl.TrimEnd('/')}/sns/oauth2/access_token?appid={Uri.EscapeDataString(_options.AppId)}"
                + $"&secret={Uri.EscapeDataString(_options.Secret)}&code={Uri.EscapeDataString(code)}&grant_type=authorization_code";
            using var answer = await _http.GetAsync(address, patience.Token);
            if (!answer.IsSuccessStatusCode)
            {
                logger.LogWarning("WeChat answered with status {Status}.", (int)answer.StatusCode);
                return Refused("wechat-unavailable");
            }

            using var json = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(patience.Token));
            return Read(json.RootElement);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException or JsonException)
        {
            // Not the exception: its text may hold the address, and the secret in it.
            logger.LogWarning("WeChat did not answer as it should: {Reason}. Voters:WeChat:ApiUrl and Timeout say where and how long.", e.GetType().Name);
            return Refused("wechat-unavailable");
        }
    }

    public void Dispose() => _http.Dispose();

    private WeChatAnswer Read(JsonElement answer)
    {
        if (answer.ValueKind != JsonValueKind.Object)
            return Refused("wechat-unavailable");
        if (NumberOf(answer, "errcode") is { } error && error != 0)
            return Refused(ProblemOf(error));
        // A snapshot page shows itself to WeChat under an openid that is nobody's.
        if (NumberOf(answer, "is_snapshotuser") is 1)
            return Refused("wechat-snapshot");
        return answer.TryGetProperty("openid", out var openId) && openId.ValueKind == JsonValueKind.String && openId.GetString() is { Length: > 0 and <= 128 } known
            ? new WeChatAnswer(known, null)
            : Refused("wechat-unavailable");
    }

    private string ProblemOf(long error)
    {
        switch (error)
        {
            // The code is wrong, was used before, or is older than five minutes: a new one comes by going there again.
            case 40029 or 40163 or 42003 or 41008:
                return "wechat-again";
            // Busy, or asked too often.
            case -1 or 45009 or 45011:
                return "wechat-unavailable";
            default:
                logger.LogError(
                    "WeChat refuses this account with errcode {Error}: look at Voters:WeChat:AppId and Secret, the account's registered domain, and its rights.",
                    error);
                return "wechat-unavailable";
        }
    }

    private static long? NumberOf(JsonElement answer, string name) =>
        answer.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;

    private static WeChatAnswer Refused(string problem) => new(null, problem);
}
