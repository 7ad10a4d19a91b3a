namespace Voting.Server.Storage;

public static class StorageServices
{
    public static IServiceCollection AddStorage(this IServiceCollection services, IConfiguration configuration)
    {
        var postgres = configuration.GetConnectionString("Postgres");
        var redis = configuration.GetConnectionString("Redis");
        if (postgres is { Length: > 0 } || redis is { Length: > 0 })
            throw new InvalidOperationException(
                "ConnectionStrings:Postgres and ConnectionStrings:Redis: this version runs embedded only. Remove both.");

        services.AddOptions<StorageOptions>().BindConfiguration("Storage")
            .Validate(options => options.DataDirectory.Length > 0, "Storage:DataDirectory must not be empty.")
            .ValidateOnStart();
        services.AddOptions<KeyOptions>().BindConfiguration("Keys");
        services.AddSingleton<Database>();
        services.AddSingleton<Migrations>();
        return services.AddSingleton<KeyFolder>();
    }
}
