using StackExchange.Redis;

namespace Voting.Server.Storage;

/// <summary>
/// The connection to Redis. Every call is bounded in time and ends with a reply or with <see cref="StorageAwayException"/>, at
/// once where it is known that Redis does not answer; it comes back by itself. Scripts run by their hash and are never loaded
/// behind the caller's back: a missing one is an answer.
/// </summary>
public sealed class RedisConnection(string configuration, ILogger<RedisConnection> log) : IHostedService, IAsyncDisposable
{
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource _closing = new();
    private ConnectionMultiplexer? _multiplexer;
    private int _silent;

    /// <summary>False while calls would fail at once.</summary>
    public bool IsUp => _silent == 0 && _multiplexer is { IsConnected: true };

    /// <summary>Redis may be away now: the connection is made when it comes.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var multiplexer = await ConnectionMultiplexer.ConnectAsync(Read(configuration)).WaitAsync(cancellationToken);
        // With the order of asynchronous answers preserved, this client hangs under concurrent requests.
        multiplexer.PreserveAsyncOrder = false;
        _multiplexer = multiplexer;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <exception cref="InvalidOperationException">The text is no configuration.</exception>
    public static void Check(string configuration)
    {
        try
        {
            if (Read(configuration).EndPoints.Count > 0)
                return;
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            // Said below, without the text: there may be a password in it.
        }

        throw new InvalidOperationException("ConnectionStrings:Redis can not be read. It looks like host:6379,password=….");
    }

    /// <summary>EVALSHA on the server that holds the keys.</summary>
    /// <returns>Null when that server does not have the script.</returns>
    public async Task<RedisReply?> EvalShaAsync(byte[] sha, string[] keys, params RedisArg[] args)
    {
        try
        {
            return new RedisReply(await BoundAsync(database => database.ScriptEvaluateAsync(sha, Keys(keys), Values(args))));
        }
        catch (RedisServerException e) when (e.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            return null;
        }
    }

    /// <summary>EVAL, for scripts that carry no epoch.</summary>
    public Task<RedisReply> EvalAsync(string script, string[] keys, params RedisArg[] args) => ExecuteAsync(
        "EVAL", [script, keys.Length, .. keys.Select(key => (object)(RedisKey)key), .. args.Select(arg => arg.Value)]);

    /// <param name="keyAndArgs">The key first.</param>
    public Task<RedisReply> CallAsync(string command, string key, params RedisArg[] args) =>
        ExecuteAsync(command, [(RedisKey)key, .. args.Select(arg => arg.Value)]);

    /// <summary>SCRIPT LOAD on the server that holds <paramref name="key"/>.</summary>
    public async Task LoadScriptAsync(string key, string text)
    {
        var server = await ServerOfAsync(key);
        await BoundAsync(_ => server.ScriptLoadAsync(text));
    }

    public async Task<bool> HasScriptAsync(string key, byte[] sha)
    {
        var server = await ServerOfAsync(key);
        return await BoundAsync(_ => server.ScriptExistsAsync(sha));
    }

    /// <summary>Asked for twice by the container, once as a hosted service.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_closing.IsCancellationRequested)
            return;
        await _closing.CancelAsync();
        if (_multiplexer is { } multiplexer)
            await multiplexer.CloseAsync(allowCommandsToComplete: false).WaitAsync(LongestCall).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<RedisReply> ExecuteAsync(string command, object[] args) =>
        new(await BoundAsync(database => database.ExecuteAsync(command, args)));

    private async Task<IServer> ServerOfAsync(string key)
    {
        var endpoint = await BoundAsync(database => database.IdentifyEndpointAsync(key));
        return _multiplexer!.GetServer(endpoint);
    }

    /// <summary>This client's asynchronous calls have no time limit of their own.</summary>
    private async Task<T> BoundAsync<T>(Func<IDatabase, Task<T>> call)
    {
        if (_multiplexer is null || _silent != 0)
            throw new StorageAwayException("Redis does not answer.");
        try
        {
            return await call(_multiplexer.GetDatabase()).WaitAsync(LongestCall);
        }
        catch (TimeoutException e)
        {
            if (Interlocked.Exchange(ref _silent, 1) == 0)
                _ = ProbeAsync();
            throw new StorageAwayException("Redis did not answer in time.", e);
        }
        catch (Exception e) when (e is RedisConnectionException or ObjectDisposedException || IsUnable(e))
        {
            throw new StorageAwayException("Redis is away.", e);
        }
    }

    /// <summary>After a call without an answer nobody else waits for one, until Redis answers again.</summary>
    private async Task ProbeAsync()
    {
        log.LogWarning("Redis does not answer");
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                await _multiplexer!.GetDatabase().PingAsync().WaitAsync(LongestCall, _closing.Token);
                log.LogInformation("Redis answers again");
                _silent = 0;
                return;
            }
            catch (Exception e) when (e is TimeoutException or RedisException)
            {
                await Task.Delay(ProbeInterval, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>
    /// Redis is there, but can not serve now: loading its file, out of memory, a part of the cluster missing. That a node of the
    /// cluster is not connected ("Endpoint … is not reachable") is said by the client itself, as if a server had.
    /// </summary>
    private static bool IsUnable(Exception e) => e is RedisServerException && Array.Exists(
        ["Endpoint ", "LOADING", "OOM", "CLUSTERDOWN", "MISCONF", "READONLY", "MASTERDOWN", "TRYAGAIN", "BUSY ", "NOREPLICAS"],
        start => e.Message.StartsWith(start, StringComparison.Ordinal));

    /// <summary>The order of answers is no matter of configuration here; other versions of this client take it in the text.</summary>
    private static ConfigurationOptions Read(string configuration)
    {
        var parts = configuration.Split(',').Where(part => !part.Trim().StartsWith("preserveAsyncOrder=", StringComparison.OrdinalIgnoreCase));
        var options = ConfigurationOptions.Parse(string.Join(',', parts));
        options.AbortOnConnectFail = false;
        return options;
    }

    private static RedisKey[] Keys(string[] keys) => Array.ConvertAll(keys, key => (RedisKey)key);

    private static RedisValue[] Values(RedisArg[] args) => Array.ConvertAll(args, arg => arg.AsRedisValue());
}

/// <summary>An argument of a call: text, a number, or bytes.</summary>
public readonly struct RedisArg
{
    private RedisArg(object value) => Value = value;

    internal object Value { get; }

    public static implicit operator RedisArg(string value) => new(value);

    public static implicit operator RedisArg(long value) => new(value);

    public static implicit operator RedisArg(byte[] value) => new(value);

    internal RedisValue AsRedisValue() => Value switch
    {
        string text => text,
        long number => number,
        var bytes => (byte[])bytes,
    };
}

/// <summary>A reply, read as what its command is known to answer.</summary>
public readonly struct RedisReply(object reply)
{
    private readonly RedisResult _reply = (RedisResult)reply;

    public IReadOnlyList<RedisReply> Items => Array.ConvertAll((RedisResult[])_reply, item => new RedisReply(item));

    public string Text => (string)_reply;

    public long Number => (long)_reply;

    public byte[] Bytes => (byte[])_reply;

    public bool IsNull => _reply.IsNull;

    public RedisReply this[int index] => Items[index];
}

/// <summary>A store did not take the call, or nobody knows whether it did.</summary>
public sealed class StorageAwayException(string message, Exception? cause = null) : Exception(message, cause);
