using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Live;

/// <summary>What one address, and one watcher, may ask of the hub.</summary>
public sealed class WatcherLimitsTests
{
    private const int Most = 3;

    [Fact]
    public async Task An_address_holds_so_many_boards_and_opens_so_many_in_a_minute()
    {
        await using var app = await VotingApp.StartAsync(("Live:MaxPerAddress", $"{Most}"));
        var contest = await app.OpenContestAsync();
        var watchers = new List<WebSocket>();
        for (var i = 0; i < Most; i++)
            watchers.Add(await ConnectAsync(app, "203.0.113.1"));

        await RefusedAsync(app, "203.0.113.1");
        var negotiating = await Answer.Of(app.NewClient("203.0.113.1").PostAsync("/hubs/leaderboard/negotiate?negotiateVersion=1", null));
        Assert.Equal(30, negotiating.Is(HttpStatusCode.TooManyRequests, "too-many-watchers").RetryAfterSeconds);
        // The board itself is there, and others watch.
        Assert.Equal(HttpStatusCode.OK, (await Answer.Of(app.NewClient("203.0.113.1").GetAsync($"/api/contests/{contest.Slug}/leaderboard"))).Status);
        watchers.Add(await ConnectAsync(app, "203.0.113.2"));

        // Coming and going is opening, too.
        watchers[0].Abort();
        await RefusedAsync(app, "203.0.113.1");
        app.Clock.Advance(TimeSpan.FromMinutes(2));
        watchers.Add(await PatientlyAsync(() => ConnectAsync(app, "203.0.113.1")));
        await RefusedAsync(app, "203.0.113.1");
        watchers.ForEach(watcher => watcher.Dispose());
    }

    [Fact]
    public async Task A_watcher_that_asks_all_the_time_is_sent_away()
    {
        await using var app = await VotingApp.StartAsync();
        var contest = await app.OpenContestAsync();
        await using var hub = await HubClient.ConnectAsync(app);
        for (var i = 0; i < 60; i++)
            Assert.True((await hub.InvokeAsync("Watch", contest.Slug)).TryGetProperty("result", out _));

        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            if ((await hub.InvokeAsync("Watch", contest.Slug)).TryGetProperty("error", out _))
                await hub.InvokeAsync("Watch", contest.Slug);
        });
    }

    [Fact]
    public async Task A_watcher_that_takes_nothing_is_let_go()
    {
        await using var app = await VotingApp.ListenAsync(("Live:SendTimeout", "00:00:00.500"), ("Live:MaxPerAddress", "1"));
        var contest = await app.OpenContestAsync(new Draft { Entries = 2000 });
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync(IPAddress.Loopback, app.Address.Port);
        await socket.SendAsync(Encoding.ASCII.GetBytes(
            "GET /hubs/leaderboard HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"));
        var answer = new byte[1024];
        Assert.StartsWith("HTTP/1.1 101 ", Encoding.ASCII.GetString(answer, 0, await socket.ReceiveAsync(answer)));
        await SendAsync(socket, """{"protocol":"json","version":1}""");
        // Some hundred kilobytes each; nobody reads them.
        for (var i = 0; i < 50; i++)
            await SendAsync(socket, JsonSerializer.Serialize(new { type = 1, invocationId = $"{i}", target = "Watch", arguments = new[] { contest.Slug } }));

        app.Clock.Advance(TimeSpan.FromMinutes(2));
        using var next = await PatientlyAsync(async () =>
        {
            var watcher = new ClientWebSocket();
            await watcher.ConnectAsync(new Uri($"ws://127.0.0.1:{app.Address.Port}/hubs/leaderboard"), CancellationToken.None);
            return watcher;
        });
        Assert.Equal(WebSocketState.Open, next.State);
    }

    /// <summary>One text frame of up to 125 bytes, masked with zeros (RFC 6455 section 5.2).</summary>
    private static async Task SendAsync(Socket socket, string record)
    {
        var payload = Encoding.UTF8.GetBytes(record + "\u001e");
        Assert.InRange(payload.Length, 1, 125);
        await socket.SendAsync((byte[])[0x81, (byte)(0x80 | payload.Length), 0, 0, 0, 0, .. payload]);
    }

    private static async Task<WebSocket> PatientlyAsync<T>(Func<Task<T>> connect)
        where T : WebSocket
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return await connect();
            }
            catch (Exception) when (tries < 200)
            {
                await Task.Delay(50);
            }
        }
    }

    private static async Task RefusedAsync(VotingApp app, string address) =>
        Assert.Contains("429", (await Assert.ThrowsAsync<InvalidOperationException>(() => ConnectAsync(app, address))).Message);

    private static Task<WebSocket> ConnectAsync(VotingApp app, string address)
    {
        var sockets = app.Server.CreateWebSocketClient();
        sockets.ConfigureRequest = request => request.Headers[VotingApp.AddressHeader] = address;
        return sockets.ConnectAsync(new Uri("ws://localhost/hubs/leaderboard"), CancellationToken.None);
    }
}
