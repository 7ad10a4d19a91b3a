using Voting.Server.Ledger;
using Voting.Server.Storage;
using Voting.Server.Voters;

namespace Voting.Server.Ballots;

public static class BallotServices
{
    public static IServiceCollection AddBallots(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<AddressOptions>().BindConfiguration("Voters:Address")
            .Validate(options => options.HardCap > 0, "Voters:Address:HardCap must be 1 or more.")
            .Validate(options => options.MaxWindows > 0, "Voters:Address:MaxWindows must be 1 or more.")
            .ValidateOnStart();
        services.AddOptions<BallotOptions>().BindConfiguration("Ballots")
            .Validate(options => options.Shards is >= 1 and <= 64, "Ballots:Shards must lie between 1 and 64.")
            .ValidateOnStart();
        services.AddFriction(configuration);
        services.AddSingleton<VoterPass>();
        services.AddSingleton<VoterLinkStore>();
        services.AddSingleton<VoterLinks>();
        services.AddSingleton<CastBallot>();
        services.AddSingleton<Reconciler>();
        services.AddHostedService(provider => provider.GetRequiredService<Reconciler>());
        return configuration.IsServerMode() ? services.AddRedisBox() : services.AddBox<EmbeddedBallotBox>();
    }

    private static IServiceCollection AddRedisBox(this IServiceCollection services)
    {
        services.AddSingleton<BoxShards>();
        services.AddHostedService<BallotBoxRefill>();
        services.AddHostedService<BallotBoxCatchUp>();
        return services.AddBox<RedisBallotBox>();
    }

    /// <summary>One box with two faces: the voters' and the ledger's.</summary>
    private static IServiceCollection AddBox<TBox>(this IServiceCollection services)
        where TBox : class, IBallotBox, ILedgerFollower =>
        services.AddSingleton<TBox>()
            .AddSingleton<IBallotBox>(provider => provider.GetRequiredService<TBox>())
            .AddSingleton<ILedgerFollower>(provider => provider.GetRequiredService<TBox>());
}
