namespace Voting.Server.Storage;

public static class StorageServices
{
    public static IServiceCollection AddStorage(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<StorageOptions>().BindConfiguration("Storage")
            .Validate(options => options.DataDirectory.Length > 0, "Storage:DataDirectory must not be empty.")
            .ValidateOnStart();
        services.AddOptions<KeyOptions>().BindConfiguration("Keys");
        if (configuration.IsServerMode())
        {
            var redis = configuration.GetConnectionString("Redis")!;
            RedisConnection.Check(redis);
            // Made by the provider, which then also closes its connections.
            services.AddSingleton<Database>(_ => new PostgresDatabase(configuration.GetConnectionString("Postgres")!));
            services.AddSingleton(provider => new RedisConnection(redis, provider.GetRequiredService<ILogger<RedisConnection>>()));
            services.AddHostedService(provider => provider.GetRequiredService<RedisConnection>());
        }
        else
            services.AddSingleton<Database, SqliteDatabase>();
        services.AddSingleton<Migrations>();
        return services.AddSingleton<KeyFolder>();
    }
}
