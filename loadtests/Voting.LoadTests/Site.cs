using System.Security.Cryptography;
using Voting.Engines;

namespace Voting.LoadTests;

/// <summary>Server mode in small: servers that share a key folder, on a Redis (or a Redis Cluster) and a PostgreSQL of our own.</summary>
public sealed class Site : IAsyncDisposable
{
    private const string Database = "voting";
    private const int ShardsInCluster = 16;

    private readonly string _keys = Directory.CreateTempSubdirectory("voting-keys-").FullName;
    private readonly List<ChildServer> _servers = [];
    private RedisEngine? _redis;
    private RedisClusterEngine? _cluster;
    private PostgresEngine? _postgres;

    private Site()
    {
    }

    public string Password { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    public IReadOnlyList<ChildServer> Servers => _servers;

    public IReadOnlyList<Uri> Addresses => [.. _servers.Select(server => server.Address)];

    public PostgresEngine Postgres => _postgres!;

    public string DatabaseConnectionString => Postgres.ConnectionStringOf(Database);

    /// <summary>One, or the masters of the cluster.</summary>
    public IReadOnlyList<RedisEngine> Redis => _cluster?.Nodes ?? [_redis!];

    /// <exception cref="UsageException">An engine is not installed.</exception>
    public static async Task<Site> StartAsync(
        ServerProgram program, int servers, bool isCluster, TimeProvider clock, CancellationToken cancel)
    {
        if (EnginePrograms.Missing is { } missing)
            throw new UsageException(missing);
        var site = new Site();
        try
        {
            if (isCluster)
                site._cluster = await RedisClusterEngine.StartAsync();
            else
                site._redis = await RedisEngine.StartAsync();
            site._postgres = await PostgresEngine.StartAsync();
            await site._postgres.CreateDatabaseAsync(Database);
            for (var i = 0; i < servers; i++)
                site._servers.Add(await ChildServer.StartAsync(program, site.Password, site.Settings(), clock, cancel));
            return site;
        }
        catch
        {
            await site.EndAsync();
            throw;
        }
    }

    /// <summary>Until every slot of a cluster is served; a single Redis always is.</summary>
    public Task RedisWholeAsync() => _cluster?.WholeAsync() ?? Task.CompletedTask;

    /// <summary>Ends everything, and says where what it left is.</summary>
    public async Task KeepAsync()
    {
        await EndAsync();
        foreach (var server in _servers)
            Console.WriteLine($"kept       {server.Address}: {server.DataDirectory}");
        foreach (var node in Redis)
        {
            await node.KeepAsync();
            Console.WriteLine($"kept       Redis: {node.DataDirectory}");
        }
        await Postgres.KeepAsync();
        Console.WriteLine($"kept       PostgreSQL: {Postgres.DataDirectory}");
        Console.WriteLine($"kept       keys: {_keys}");
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        foreach (var server in _servers)
            Directory.Delete(server.DataDirectory, recursive: true);
        foreach (var node in Redis)
            await node.DisposeAsync();
        await Postgres.DisposeAsync();
        Directory.Delete(_keys, recursive: true);
    }

    private async Task EndAsync()
    {
        foreach (var server in _servers)
            await server.KillAsync();
        foreach (var node in _cluster?.Nodes ?? (_redis is null ? [] : [_redis]))
            await node.KillAsync();
        if (_postgres is not null)
            await _postgres.KillAsync();
    }

    private Dictionary<string, string> Settings()
    {
        var settings = new Dictionary<string, string>
        {
            ["ConnectionStrings__Postgres"] = DatabaseConnectionString,
            ["ConnectionStrings__Redis"] = _cluster?.ConnectionString ?? _redis!.ConnectionString,
            ["Keys__Directory"] = _keys,
        };
        if (_cluster is not null)
            settings["Ballots__Shards"] = $"{ShardsInCluster}";
        return settings;
    }
}
