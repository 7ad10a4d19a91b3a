using System.Globalization;

namespace Voting.Engines;

/// <summary>A Redis Cluster of three masters on loopback, without replicas.</summary>
public sealed class RedisClusterEngine : IAsyncDisposable
{
    private const int Slots = 16_384;
    private const int Masters = 3;

    private readonly List<RedisEngine> _nodes = [];

    private RedisClusterEngine()
    {
    }

    public IReadOnlyList<RedisEngine> Nodes => _nodes;

    public string ConnectionString => RedisEngine.ConnectionStringOf(_nodes);

    public static async Task<RedisClusterEngine> StartAsync()
    {
        var cluster = new RedisClusterEngine();
        try
        {
            await cluster.FormAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Until every node says that every slot is served.</summary>
    public Task WholeAsync() => Patience.UntilAsync(
        async () =>
        {
            foreach (var node in _nodes)
                if (!(await node.AskAsync("CLUSTER", "INFO")).Contains($"cluster_state:ok\r\ncluster_slots_assigned:{Slots}", StringComparison.Ordinal))
                    return false;
            return true;
        },
        () => "The Redis Cluster is not whole.");

    public async Task FlushAllAsync()
    {
        foreach (var node in _nodes)
            await node.FlushAllAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
    }

    private async Task FormAsync()
    {
        var busPorts = new List<string>();
        for (var node = 0; node < Masters; node++)
        {
            busPorts.Add(Loopback.FreePort().ToString(CultureInfo.InvariantCulture));
            _nodes.Add(await RedisEngine.StartAsync(
                "--cluster-enabled", "yes", "--cluster-port", busPorts[node], "--cluster-node-timeout", "5000"));
        }

        for (var node = 0; node < Masters; node++)
        {
            var (from, to) = (Slots * node / Masters, (Slots * (node + 1) / Masters) - 1);
            await _nodes[node].AskAsync("CLUSTER", "ADDSLOTSRANGE", $"{from}", $"{to}");
            // Two nodes with one epoch would argue about it first.
            await _nodes[node].AskAsync("CLUSTER", "SET-CONFIG-EPOCH", $"{node + 1}");
        }

        for (var node = 1; node < Masters; node++)
            await _nodes[node].AskAsync("CLUSTER", "MEET", "127.0.0.1", $"{_nodes[0].Port}", busPorts[0]);
        await WholeAsync();
    }
}
