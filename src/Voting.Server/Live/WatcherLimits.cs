using Microsoft.Extensions.Options;
using Voting.Server.Ballots;
using Voting.Server.Http;

namespace Voting.Server.Live;

/// <summary>
/// How many connections to the hub one address may hold, and open in a minute. Whoever is refused still has the page, which asks for
/// the board every few seconds.
/// </summary>
public sealed class WatcherLimits(IOptions<LiveOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly Dictionary<AddressPrefix, int> _open = [];
    private readonly AddressWindows _opened = new(options.Value.MaxPerAddress);

    /// <summary>Around the whole connection: a hub's request ends when its watcher goes.</summary>
    public async Task PassAsync(HttpContext http, RequestDelegate hub)
    {
        var address = AddressPrefix.Of(http.Connection.RemoteIpAddress);
        if (!Enter(address))
        {
            await http.RequestServices.GetRequiredService<Problems>().Of("too-many-watchers", Retry).ExecuteAsync(http);
            return;
        }

        try
        {
            await hub(http);
        }
        finally
        {
            Leave(address);
        }
    }

    private bool Enter(AddressPrefix address)
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
            var open = _open.GetValueOrDefault(address);
            if (open >= options.Value.MaxPerAddress || _opened.Check(address, now) is not null)
                return false;
            _opened.Count(address, now);
            _open[address] = open + 1;
            return true;
        }
    }

    private void Leave(AddressPrefix address)
    {
        lock (_lock)
        {
            if (--_open[address] == 0)
                _open.Remove(address);
        }
    }
}
