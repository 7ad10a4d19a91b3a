using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Voting.Server.Tests.App;

/// <summary>
/// WeChat's side of the exchange as it is documented: HTTP 200 with <c>errcode</c> for what is wrong, a code good once, a snapshot
/// page marked by <c>is_snapshotuser</c>.
/// </summary>
public sealed class WeChatStub : IAsyncDisposable
{
    public const string AppId = "wx1234567890abcdef";
    public const string Secret = "0123456789abcdef0123456789abcdef";

    private readonly ConcurrentDictionary<string, string> _codes = new();
    private readonly ConcurrentDictionary<string, bool> _used = new();
    private LoopbackServer _server = null!;
    private int _last;

    public string Url => _server.Url;

    /// <summary>Answers in the place of the documented one where a test wants that.</summary>
    public Func<HttpContext, Task>? Instead { get; set; }

    public static async Task<WeChatStub> StartAsync()
    {
        var stub = new WeChatStub();
        stub._server = await LoopbackServer.StartAsync(stub.AnswerAsync);
        return stub;
    }

    /// <summary>What WeChat sends a browser back with.</summary>
    public string CodeOf(string openId)
    {
        var code = $"code-{Interlocked.Increment(ref _last)}";
        _codes[code] = openId;
        return code;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        if (Instead is { } instead)
        {
            await instead(http);
            return;
        }

        var query = http.Request.Query;
        var code = query["code"].ToString();
        object answer =
            http.Request.Path != "/sns/oauth2/access_token" || query["grant_type"] != "authorization_code" ? new { errcode = 40002, errmsg = "invalid grant_type" }
            : query["appid"] != AppId ? new { errcode = 40013, errmsg = "invalid appid" }
            : query["secret"] != Secret ? new { errcode = 40125, errmsg = "invalid appsecret" }
            : !_codes.TryGetValue(code, out var openId) ? new { errcode = 40029, errmsg = "invalid code" }
            : !_used.TryAdd(code, true) ? new { errcode = 40163, errmsg = "code been used" }
            : openId.StartsWith("snapshot", StringComparison.Ordinal) ? Granted(openId, snapshot: 1)
            : Granted(openId, snapshot: null);
        http.Response.ContentType = "text/plain";
        await http.Response.WriteAsync(JsonSerializer.Serialize(answer));
    }

    private static Dictionary<string, object> Granted(string openId, int? snapshot)
    {
        var answer = new Dictionary<string, object>
        {
            ["access_token"] = "token", ["expires_in"] = 7200, ["refresh_token"] = "refresh", ["openid"] = openId, ["scope"] = "snsapi_base",
        };
        if (snapshot is { } flag)
            answer["is_snapshotuser"] = flag;
        return answer;
    }
}
