namespace Voting.Server.Http;

/// <summary>
/// An invitation's token stands in the address of its page, and an address stands in what the web framework says about every
/// request. Those sources are silent at every level: an operator who looks for a fault with Debug or Trace must not collect links that
/// let somebody in.
/// </summary>
public static class SecretFreeLogs
{
    private static readonly string[] Silent =
    [
        // The first one also puts the address around every other message of the request.
        "Microsoft.AspNetCore.Hosting.Diagnostics",
        "Microsoft.AspNetCore.HttpLogging",
        "Microsoft.AspNetCore.Routing",
        "Microsoft.AspNetCore.StaticFiles",
        "Microsoft.AspNetCore.Server.Kestrel.BadRequests",
    ];

    public static void KeepSecretsOut(this ILoggingBuilder logging) => logging.Services.PostConfigure<LoggerFilterOptions>(options =>
    {
        // A rule for one kind of log outweighs a rule for all of them, so that each kind gets its own.
        foreach (var log in options.Rules.Select(rule => rule.ProviderName).Append(null).Distinct().ToList())
            foreach (var source in options.Rules.Select(rule => rule.CategoryName).Where(name => IsSilent(name)).Concat(Silent).Distinct().ToList())
                options.Rules.Add(new LoggerFilterRule(log, source, LogLevel.None, null));
    });

    private static bool IsSilent(string? source) =>
        source is not null && Silent.Any(silent => source.StartsWith(silent + ".", StringComparison.OrdinalIgnoreCase));
}
