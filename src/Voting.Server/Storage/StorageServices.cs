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
            services.AddSingleton<Database>(new PostgresDatabase(configuration.GetConnectionString("Postgres")!));
        else
            services.AddSingleton<Database, SqliteDatabase>();
        services.AddSingleton<Migrations>();
        return services.AddSingleton<KeyFolder>();
    }
}
