namespace Voting.Server.Tests.App;

/// <summary>What a server stands on. The same tests run on each.</summary>
public enum Backend
{
    /// <summary>One process with SQLite.</summary>
    Embedded,

    /// <summary>Redis and PostgreSQL.</summary>
    Server,

    /// <summary>A Redis Cluster of three masters, the ballot box in sixteen shards, and PostgreSQL.</summary>
    Cluster,
}

/// <summary>An app on Redis and PostgreSQL, as a fixture of a class.</summary>
public sealed class ServerApp() : VotingApp(Backend.Server);

/// <summary>An app on a Redis Cluster and PostgreSQL, as a fixture of a class.</summary>
public sealed class ClusterApp() : VotingApp(Backend.Cluster);
