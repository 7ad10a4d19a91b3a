using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Voting.Server.Contests;
using Voting.Server.Organizers;

namespace Voting.Server.Demo;

/// <summary>Says where everything is once the server listens, and a password nobody chose, once.</summary>
public static class Welcome
{
    public static IServiceCollection AddDemo(this IServiceCollection services)
    {
        services.AddOptions<DemoOptions>().BindConfiguration("Demo");
        services.AddSingleton<DemoContest>();
        return services.AddHostedService(provider => provider.GetRequiredService<DemoContest>());
    }

    public static void UseWelcome(this WebApplication app) =>
        app.Lifetime.ApplicationStarted.Register(() => Print(app.Services, Console.Out));

    private static bool IsPlainAndOpen(string address) =>
        address.StartsWith("http://", StringComparison.Ordinal)
        && !new Uri(address.Replace("://+", "://0.0.0.0").Replace("://*", "://0.0.0.0")).IsLoopback;

    private static void Print(IServiceProvider services, TextWriter output)
    {
        var addresses = services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        if (addresses.FirstOrDefault() is not { } address)
            return;
        foreach (var open in addresses.Where(IsPlainAndOpen))
            services.GetRequiredService<ILogger<DemoContest>>().LogWarning(
                "{Address} is plain http and not only on this machine: passwords and voter passes can be read on the way. "
                + "Put a TLS proxy in front and name it in ReverseProxy:KnownProxies.", open);
        var password = services.GetRequiredService<FirstOrganizer>().FreshPassword;
        var contest = services.GetRequiredService<ContestDirectory>().Listed.FirstOrDefault();
        output.WriteLine();
        output.WriteLine($"  Home       首页      {address}/");
        if (contest is not null)
        {
            output.WriteLine($"  Vote       投票      {address}/c/{contest.Slug}");
            output.WriteLine($"  Board      榜单      {address}/c/{contest.Slug}/board");
            output.WriteLine($"  Big screen 大屏      {address}/c/{contest.Slug}/screen");
        }

        output.WriteLine($"  Experts    专家评审  {address}/panel");
        output.WriteLine($"  Organizer  组织者    {address}/organizer");
        output.WriteLine($"  API        接口      {address}/openapi/v1.json");
        if (password is not null)
            output.WriteLine($"  Account    账号      {FirstOrganizer.Name} / {password}   (shown once 仅显示一次)");
        output.WriteLine();
    }
}
