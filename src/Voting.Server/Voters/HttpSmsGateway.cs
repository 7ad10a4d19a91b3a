using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.Extensions.Options;

namespace Voting.Server.Voters;

/// <summary>The configured HTTP gateway. Numbers, codes and its answers are not logged; its status is.</summary>
public sealed class HttpSmsGateway(IOptions<SmsOptions> options, TimeProvider clock, ILogger<HttpSmsGateway> logger) : ISmsGateway, IDisposable
{
    private const int LongestAnswer = 64 * 1024;

    private readonly SmsOptions _options = options.Value;
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    {
        MaxResponseContentBufferSize = LongestAnswer,
        Timeout = System.Threading.Timeout.InfiniteTimeSpan,
    };

    public bool IsReady => _options.Url.Length > 0;

    public async Task<SmsOutcome> SendAsync(PhoneNumber phone, string code, string text)
    {
        if (!IsReady)
            return SmsOutcome.NoGateway;
        using var patience = new CancellationTokenSource(_options.Timeout, clock);
        using var request = new HttpRequestMessage(HttpMethod.Post, _options.Url)
        {
            Content = new StringContent(BodyOf(phone, code, text), Encoding.UTF8, new MediaTypeHeaderValue(_options.ContentType)),
        };
        foreach (var (name, value) in _options.Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        try
        {
            using var answer = await _http.SendAsync(request, patience.Token);
            var body = await answer.Content.ReadAsStringAsync(patience.Token);
            if (answer.IsSuccessStatusCode && (_options.Accepted.Length == 0 || body.Contains(_options.Accepted, StringComparison.Ordinal)))
                return SmsOutcome.Sent;
            logger.LogWarning("The SMS gateway refused a message: status {Status}. Voters:Sms says where it is sent and how.", (int)answer.StatusCode);
            // A gateway that broke down may have sent it before.
            return (int)answer.StatusCode >= 500 ? SmsOutcome.Unknown : SmsOutcome.Refused;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException)
        {
            logger.LogWarning("The SMS gateway did not answer: {Reason}. Voters:Sms:Url and Voters:Sms:Timeout say where and how long.", e.GetType().Name);
            return e is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError }
                ? SmsOutcome.Refused
                : SmsOutcome.Unknown;
        }
    }

    public void Dispose() => _http.Dispose();

    private string BodyOf(PhoneNumber phone, string code, string text)
    {
        Func<string, string> escape = _options.ContentType == "application/json" ? JavaScriptEncoder.Default.Encode : Uri.EscapeDataString;
        // The text last: a contest's title may hold braces.
        return _options.Body
            .Replace("{phone}", escape(phone.International), StringComparison.Ordinal)
            .Replace("{number}", escape(phone.Local), StringComparison.Ordinal)
            .Replace("{code}", escape(code), StringComparison.Ordinal)
            .Replace("{text}", escape(text), StringComparison.Ordinal);
    }
}
