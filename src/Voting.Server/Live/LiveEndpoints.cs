using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;
using Voting.Server.Http;

namespace Voting.Server.Live;

public static class LiveEndpoints
{
    private const int LongestMessage = 4 * 1024;
    private const int MostUnsent = 64 * 1024;

    public static IServiceCollection AddLive(this IServiceCollection services)
    {
        services.AddOptions<LiveOptions>().BindConfiguration("Live")
            .Validate(
                options => options.PushInterval >= TimeSpan.FromMilliseconds(250) && options.PushInterval <= TimeSpan.FromSeconds(10),
                "Live:PushInterval must lie between 00:00:00.250 and 00:00:10.")
            .Validate(options => options.MaxPerAddress > 0, "Live:MaxPerAddress must be above 0.")
            .Validate(options => options.SendTimeout > TimeSpan.Zero, "Live:SendTimeout must be above zero.")
            .ValidateOnStart();
        services.AddSingleton<WatcherLimits>().AddSingleton<WatchRate>();
        services.AddSignalR(hub =>
            {
                hub.MaximumReceiveMessageSize = LongestMessage;
                hub.AddFilter<WatchRate>();
            })
            .AddJsonProtocol(json => WireJson.Configure(json.PayloadSerializerOptions));
        services.AddSingleton<LiveBoards>();
        return services.AddHostedService<LeaderboardPublisher>();
    }

    public static void MapLive(this IEndpointRouteBuilder app)
    {
        var limits = app.ServiceProvider.GetRequiredService<WatcherLimits>();
        var options = app.ServiceProvider.GetRequiredService<IOptions<LiveOptions>>().Value;
        app.MapHub<LeaderboardHub>(LeaderboardHub.Path, connection =>
        {
            // A watcher that does not take what is sent is let go, before much waits for it.
            connection.TransportSendTimeout = options.SendTimeout;
            connection.TransportMaxBufferSize = MostUnsent;
            connection.ApplicationMaxBufferSize = LongestMessage;
        }).Add(endpoint =>
        {
            var hub = endpoint.RequestDelegate!;
            endpoint.RequestDelegate = http => limits.PassAsync(http, hub);
        });
    }
}
