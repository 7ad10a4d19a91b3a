using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using IPNetwork = System.Net.IPNetwork;

namespace Voting.Server.Http;

/// <summary>
/// Whose word is taken for where a request comes from: X-Forwarded-For, -Proto and -Host are read from the right, and only for as
/// long as the peer, and every hop behind it, is a listed proxy. Without a list nobody is believed.
/// </summary>
public static class ForwardedAddresses
{
    /// <summary>The web framework's own switch (ASPNETCORE_FORWARDEDHEADERS_ENABLED), which believes everybody.</summary>
    private const string FrameworkSwitch = "ForwardedHeaders_Enabled";

    public static IServiceCollection AddForwardedAddresses(this IServiceCollection services)
    {
        services.AddOptions<ReverseProxyOptions>().BindConfiguration("ReverseProxy")
            .Configure<IConfiguration>((options, settings) => options.Add(settings["ReverseProxy:KnownProxies"]))
            .Validate(
                options => options.KnownProxies.All(proxy => ReverseProxyOptions.Parse(proxy) is not null),
                "ReverseProxy:KnownProxies must be IP addresses, or networks such as 10.0.0.0/8; not all there are.")
            .Validate<IConfiguration>(
                (options, settings) => options.KnownProxies.Count > 0 || !bool.TryParse(settings[FrameworkSwitch], out var isOn) || !isOn,
                "ASPNETCORE_FORWARDEDHEADERS_ENABLED believes everybody's X-Forwarded-For: name the proxies in ReverseProxy:KnownProxies instead.")
            .ValidateOnStart();
        // Whatever the framework's switch would add then believes nothing: what is believed stands below.
        return services.PostConfigure<ForwardedHeadersOptions>(options => options.ForwardedHeaders = ForwardedHeaders.None);
    }

    public static void UseForwardedAddresses(this WebApplication app)
    {
        var proxies = app.Services.GetRequiredService<IOptions<ReverseProxyOptions>>().Value.KnownProxies;
        if (proxies.Count == 0)
        {
            app.UseUnlistedProxyWarning();
            return;
        }

        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost,
            // As many hops as are listed proxies.
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in proxies)
            options.KnownIPNetworks.Add(ReverseProxyOptions.Parse(proxy)!.Value);
        // The framework believes a request without a remote address, as from a Unix socket: it is on no list.
        app.UseWhen(http => http.Connection.RemoteIpAddress is not null, known => known.UseForwardedHeaders(options));
    }

    /// <summary>Whether somebody in between, who is not listed, says that the request comes from elsewhere.</summary>
    public static bool HasUnlistedHop(HttpRequest request) =>
        request.Headers.ContainsKey(ForwardedHeadersDefaults.XForwardedForHeaderName) || request.Headers.ContainsKey("Forwarded");

    private static void UseUnlistedProxyWarning(this WebApplication app)
    {
        var isSaid = 0;
        app.Use((http, next) =>
        {
            if (HasUnlistedHop(http.Request) && Interlocked.Exchange(ref isSaid, 1) == 0)
                app.Logger.LogWarning(
                    "A request came with X-Forwarded-For from {Peer}, which ReverseProxy:KnownProxies does not list. If that is your proxy, "
                    + "all voters seem to come from one address: list it.", http.Connection.RemoteIpAddress);
            return next(http);
        });
    }
}

/// <summary>Section <c>ReverseProxy</c>.</summary>
public sealed class ReverseProxyOptions
{
    /// <summary>Addresses and networks (CIDR) whose X-Forwarded-* headers are believed; none by default.</summary>
    public IList<string> KnownProxies { get; set; } = [];

    /// <param name="list">Several in one setting, with commas between them.</param>
    public void Add(string? list)
    {
        foreach (var proxy in (list ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            KnownProxies.Add(proxy);
    }

    /// <returns>Null for what is no address or network, and for the network of everybody.</returns>
    public static IPNetwork? Parse(string proxy)
    {
        // "10" and "10.1" are addresses to the parser, and hardly what was meant.
        if ((proxy.Contains(':') || proxy.Count(c => c == '.') == 3) && IPAddress.TryParse(proxy, out var address))
            return address.IsIPv4MappedToIPv6 ? new IPNetwork(address.MapToIPv4(), 32) : new IPNetwork(address, address.GetAddressBytes().Length * 8);
        return IPNetwork.TryParse(proxy, out var network) && network.PrefixLength > 0 ? network : null;
    }
}
