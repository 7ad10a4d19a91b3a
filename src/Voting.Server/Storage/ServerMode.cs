namespace Voting.Server.Storage;

/// <summary>Whether this server shares Redis and PostgreSQL with others, or is alone with its data directory.</summary>
public static class ServerMode
{
    /// <exception cref="InvalidOperationException">Exactly one of the two connection strings is set.</exception>
    public static bool IsServerMode(this IConfiguration configuration)
    {
        var postgres = !string.IsNullOrWhiteSpace(configuration.GetConnectionString("Postgres"));
        var redis = !string.IsNullOrWhiteSpace(configuration.GetConnectionString("Redis"));
        if (postgres != redis)
            throw new InvalidOperationException(
                $"ConnectionStrings:{(postgres ? "Redis" : "Postgres")} is missing beside ConnectionStrings:"
                + $"{(postgres ? "Postgres" : "Redis")}: set both to run on several servers, or neither to run embedded.");
        return postgres;
    }
}
