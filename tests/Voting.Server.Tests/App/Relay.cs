using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Voting.Engines;

namespace Voting.Server.Tests.App;

/// <summary>
/// Stands between a server and its Redis, and breaks a connection at a chosen call: before Redis sees it, or after Redis has
/// done it and before anybody hears so.
/// </summary>
public sealed class Relay : IAsyncDisposable
{
    private readonly CancellationTokenSource _closing = new();
    private readonly TcpListener _listener;
    private readonly int _target;
    private readonly ConcurrentQueue<Cut> _cuts = new();
    private readonly Task _accepting;

    public Relay(int target)
    {
        _target = target;
        Port = Loopback.FreePort();
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    private sealed record Cut(Func<string, bool> IsIt, bool IsDone, TaskCompletionSource Happened);

    /// <summary>The next such call reaches Redis; its answer, and its connection, are lost. The task ends when that is so.</summary>
    public Task LoseAnswerOf(Func<string, bool> call) => Add(call, isDone: true);

    /// <summary>The next such call is lost with its connection, and Redis does not see it.</summary>
    public Task LoseCall(Func<string, bool> call) => Add(call, isDone: false);

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _listener.Stop();
        await _accepting;
        _closing.Dispose();
    }

    private Task Add(Func<string, bool> call, bool isDone)
    {
        var cut = new Cut(call, isDone, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        _cuts.Enqueue(cut);
        return cut.Happened.Task;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_closing.Token));
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Nobody connects any more.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var redis = new TcpClient { NoDelay = true };
        using (client)
        {
            client.NoDelay = true;
            try
            {
                await redis.ConnectAsync(IPAddress.Loopback, _target, _closing.Token);
                using var cut = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
                var answers = redis.GetStream().CopyToAsync(client.GetStream(), cut.Token);
                var calls = ForwardAsync(client.GetStream(), redis.GetStream(), cut, answers);
                await Task.WhenAny(answers, calls);
                if (cut.IsCancellationRequested)
                    await calls;
            }
            catch (Exception end) when (end is OperationCanceledException or SocketException or IOException)
            {
                // Either side is gone; the other one goes with it.
            }
        }
    }

    /// <summary>Returns when the connection is to end.</summary>
    private async Task ForwardAsync(NetworkStream client, NetworkStream redis, CancellationTokenSource cut, Task answers)
    {
        var buffer = new byte[64 * 1024];
        for (var read = await client.ReadAsync(buffer, _closing.Token); read > 0; read = await client.ReadAsync(buffer, _closing.Token))
        {
            var call = Encoding.Latin1.GetString(buffer, 0, read);
            if (!_cuts.TryPeek(out var next) || !next.IsIt(call) || !_cuts.TryDequeue(out _))
            {
                await redis.WriteAsync(buffer.AsMemory(0, read), _closing.Token);
                continue;
            }

            if (next.IsDone)
            {
                // Nothing of what Redis answers from here on is passed on; that it answers says that it is done.
                await cut.CancelAsync();
                await answers.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await redis.WriteAsync(buffer.AsMemory(0, read), _closing.Token);
                await redis.ReadExactlyAsync(buffer.AsMemory(0, 1), _closing.Token);
            }

            next.Happened.TrySetResult();
            return;
        }
    }
}

/// <summary>The same stores, with Redis behind a relay.</summary>
public sealed class RelayedStores(Stores direct, int port, Relay relay) : Stores
{
    public override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>(direct.Settings)
    {
        ["ConnectionStrings:Redis"] = direct.Settings["ConnectionStrings:Redis"].Replace($":{port}", $":{relay.Port}", StringComparison.Ordinal),
    };

    public override Task<Stores> CopyAsync() => direct.CopyAsync();

    public override System.Data.Common.DbConnection OpenDatabase() => direct.OpenDatabase();
}
