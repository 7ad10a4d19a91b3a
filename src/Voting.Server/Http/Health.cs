using System.Net;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Voting.Server.Ballots;
using Voting.Server.Contests;
using Voting.Server.Ledger;
using Voting.Server.Log;
using Voting.Server.Telemetry;

namespace Voting.Server.Http;

/// <summary>Probes and metrics: is the process alive, can it record ballots, and what has it done.</summary>
public static class Health
{
    public static IServiceCollection AddHealth(this IServiceCollection services)
    {
        services.AddOptions<MetricsOptions>().BindConfiguration("Metrics")
            .Validate(
                options => options.Networks.All(network => IPNetwork.TryParse(network, out _)),
                "Metrics:Networks must be networks such as 10.0.0.0/8.")
            .ValidateOnStart();
        services.AddSingleton<VotingMetrics>();
        services.AddSingleton<PrometheusText>();
        services.AddHealthChecks().AddCheck<LedgerHealth>("ledger");
        return services;
    }

    public static void MapHealth(this WebApplication app)
    {
        app.Services.GetRequiredService<PrometheusText>();
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false });
        app.MapHealthChecks("/health/ready", new() { ResponseWriter = WriteAsync });
        app.MapGet("/metrics", (HttpContext http, PrometheusText metrics, IOptions<MetricsOptions> options, Problems problems) =>
            options.Value.Allows(http.Connection.RemoteIpAddress) && !ForwardedAddresses.HasUnlistedHop(http.Request)
                ? Results.Text(metrics.Write(), "text/plain; version=0.0.4")
                : problems.Of("not-allowed")).ExcludeFromDescription();
        app.MapOpenApi();
    }

    /// <summary>The status on the first line, as every probe knows it, and what is wrong on the lines behind it.</summary>
    private static Task WriteAsync(HttpContext http, HealthReport report)
    {
        http.Response.ContentType = "text/plain; charset=utf-8";
        var wrong = report.Entries.Values.Select(entry => entry.Description).OfType<string>();
        return http.Response.WriteAsync(string.Join('\n', [report.Status.ToString(), .. wrong]));
    }

    private sealed class LedgerHealth(ILedgerFollower box, LedgerWriter writer, SignedHeads heads, Reconciler reconciler, ContestRefresh? refresh = null) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(
                writer.IsStuck ? HealthCheckResult.Unhealthy("The ledger does not take anything at present.")
                : refresh is { IsCurrent: false } ? HealthCheckResult.Unhealthy("The database does not answer.")
                : !box.IsReady ? HealthCheckResult.Unhealthy("The ballot box is away, or being filled from the ledger.")
                // The other contests go on.
                : heads.Refused.Count > 0 ? HealthCheckResult.Degraded(string.Join(' ', heads.Refused.Values))
                : reconciler.Disagreeing.Count > 0 ? HealthCheckResult.Degraded("Box, ledger and log do not agree.")
                : HealthCheckResult.Healthy());
    }
}

/// <summary>Section <c>Metrics</c>.</summary>
public sealed class MetricsOptions
{
    /// <summary>Who may read <c>/metrics</c>; loopback always may.</summary>
    public IList<string> Networks { get; set; } = [];

    public bool Allows(IPAddress? address) =>
        address is not null
        && (IPAddress.IsLoopback(address)
            || Networks.Any(network => IPNetwork.Parse(network).Contains(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)));
}
