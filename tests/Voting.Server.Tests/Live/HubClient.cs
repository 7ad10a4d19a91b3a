using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Live;

/// <summary>The SignalR JSON protocol over a bare WebSocket: records ended by 0x1E, a handshake, then invocations.</summary>
public sealed class HubClient : IAsyncDisposable
{
    private const char End = '\u001e';
    private const int Invocation = 1;
    private const int Completion = 3;

    private readonly WebSocket _socket;
    private readonly Queue<JsonElement> _received = new();
    private readonly StringBuilder _partial = new();

    private HubClient(WebSocket socket) => _socket = socket;

    public static async Task<HubClient> ConnectAsync(VotingApp app, string? origin = null)
    {
        var sockets = app.Server.CreateWebSocketClient();
        if (origin is not null)
            sockets.ConfigureRequest = request => request.Headers.Origin = origin;
        var client = new HubClient(await sockets.ConnectAsync(new Uri("ws://localhost/hubs/leaderboard"), CancellationToken.None));
        await client.SendAsync(new { protocol = "json", version = 1 });
        Assert.Empty((await client.ReceiveAsync()).EnumerateObject());
        return client;
    }

    /// <returns>The completion: <c>result</c> or <c>error</c>.</returns>
    public async Task<JsonElement> InvokeAsync(string target, params object[] arguments)
    {
        await SendAsync(new { type = Invocation, invocationId = "1", target, arguments });
        // What the server calls before it answers is kept for later.
        var calls = new List<JsonElement>();
        while (true)
        {
            var message = await ReceiveAsync();
            if (message.GetProperty("type").GetInt32() != Completion)
            {
                calls.Add(message);
                continue;
            }

            foreach (var call in calls)
                _received.Enqueue(call);
            return message;
        }
    }

    /// <returns>The next call of the server, its target and only argument.</returns>
    public async Task<(string Target, JsonElement Argument)> NextAsync()
    {
        while (true)
        {
            var message = await ReceiveAsync();
            if (message.GetProperty("type").GetInt32() == Invocation)
                return (message.GetProperty("target").GetString()!, message.GetProperty("arguments")[0]);
        }
    }

    public async Task SendAsync(object message) => await SendTextAsync(JsonSerializer.Serialize(message) + End);

    public async Task SendTextAsync(string text) => await _socket.SendAsync(
        Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    public async Task<JsonElement> ReceiveAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var buffer = new byte[16 * 1024];
        while (_received.Count == 0)
        {
            var part = await _socket.ReceiveAsync(buffer, patience.Token);
            if (part.MessageType == WebSocketMessageType.Close)
                throw new WebSocketException("The server closed the connection.");
            _partial.Append(Encoding.UTF8.GetString(buffer, 0, part.Count));
            if (!part.EndOfMessage)
                continue;
            foreach (var record in _partial.ToString().Split(End, StringSplitOptions.RemoveEmptyEntries))
                _received.Enqueue(JsonDocument.Parse(record).RootElement);
            _partial.Clear();
        }

        return _received.Dequeue();
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
