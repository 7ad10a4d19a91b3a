namespace Voting.Server.Ledger;

public static class LedgerServices
{
    public static IServiceCollection AddLedger(this IServiceCollection services)
    {
        services.AddSingleton<LedgerStore>().AddSingleton<ReviewActStore>();
        services.AddSingleton<LedgerConnection>();
        services.AddSingleton<LedgerWriter>();
        return services.AddHostedService(provider => provider.GetRequiredService<LedgerWriter>());
    }
}
