using Voting.Server.Storage;

namespace Voting.Server.Voters;

public static class FrictionServices
{
    public static IServiceCollection AddFriction(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ChallengeOptions>().BindConfiguration("Voters:Challenge")
            .Validate(options => Enum.IsDefined(options.Mode), "Voters:Challenge:Mode must be off, adaptive or always.")
            .Validate(
                options => options.Lifetime >= TimeSpan.FromSeconds(30) && options.Lifetime <= TimeSpan.FromMinutes(10),
                "Voters:Challenge:Lifetime must lie between 30 seconds and 10 minutes.")
            .Validate(options => options.Cost is >= 1 and <= 10_000, "Voters:Challenge:Cost must lie between 1 and 10000.")
            .Validate(options => options.KnownAfter >= TimeSpan.Zero, "Voters:Challenge:KnownAfter must not be negative.")
            .Validate(
                options => options.Window >= TimeSpan.FromSeconds(10) && options.Window <= TimeSpan.FromHours(1),
                "Voters:Challenge:Window must lie between 10 seconds and an hour.")
            .Validate(options => options.AddressBallots is null or > 0, "Voters:Challenge:AddressBallots must be 1 or more.")
            .Validate(options => options.NetworkBallots is null or > 0, "Voters:Challenge:NetworkBallots must be 1 or more.")
            .Validate(options => options.ContestBallotsPerSecond > 0, "Voters:Challenge:ContestBallotsPerSecond must be 1 or more.")
            .ValidateOnStart();
        services.AddSingleton<Challenges>();
        services.AddSingleton<WaitTickets>();
        services.AddSingleton<Friction>();
        services.AddSingleton<FrictionGate>();
        services.AddSingleton<HeldBallots>();
        services.AddHostedService(provider => provider.GetRequiredService<HeldBallots>());
        return configuration.IsServerMode()
            ? services.AddSingleton<ISpentChallenges, RedisSpentChallenges>()
            : services.AddSingleton<ISpentChallenges, EmbeddedSpentChallenges>();
    }
}
