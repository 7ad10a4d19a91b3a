using Microsoft.AspNetCore.SignalR;

namespace Voting.Server.Live;

/// <summary>A watcher asks for a board when it joins and when it missed a step, not all the time: who does is sent away.</summary>
public sealed class WatchRate(TimeProvider clock) : IHubFilter
{
    private const int MostInMinute = 60;

    public async ValueTask<object?> InvokeMethodAsync(
        HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        var minute = clock.GetUtcNow().ToUnixTimeMilliseconds() / 60_000;
        var items = invocationContext.Context.Items;
        var (since, calls) = items.TryGetValue(typeof(WatchRate), out var known) ? ((long, int))known! : (minute, 0);
        calls = since == minute ? calls + 1 : 1;
        items[typeof(WatchRate)] = (minute, calls);
        if (calls <= MostInMinute)
            return await next(invocationContext);
        invocationContext.Context.Abort();
        throw new HubException("rate-limited");
    }
}
