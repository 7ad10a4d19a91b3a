using Voting.Server.Http;

namespace Voting.Server.Live;

public static class LiveEndpoints
{
    public static IServiceCollection AddLive(this IServiceCollection services)
    {
        services.AddOptions<LiveOptions>().BindConfiguration("Live")
            .Validate(
                options => options.PushInterval >= TimeSpan.FromMilliseconds(250) && options.PushInterval <= TimeSpan.FromSeconds(10),
                "Live:PushInterval must lie between 00:00:00.250 and 00:00:10.")
            .ValidateOnStart();
        services.AddSignalR(hub => hub.MaximumReceiveMessageSize = 4096)
            .AddJsonProtocol(json => WireJson.Configure(json.PayloadSerializerOptions));
        services.AddSingleton<LiveBoards>();
        return services.AddHostedService<LeaderboardPublisher>();
    }

    public static void MapLive(this IEndpointRouteBuilder app) => app.MapHub<LeaderboardHub>(LeaderboardHub.Path);
}
