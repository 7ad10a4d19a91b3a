using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Voting.Server.Http;

/// <summary>Addresses of scripts and styles that change with their content, so that browsers may keep them for a year.</summary>
public sealed class Assets(IWebHostEnvironment environment)
{
    private readonly ConcurrentDictionary<string, string> _urls = new();

    public static StaticFileOptions FileOptions { get; } = new()
    {
        OnPrepareResponse = context => context.Context.Response.Headers.CacheControl =
            context.Context.Request.Query.ContainsKey("v") ? "public, max-age=31536000, immutable" : "no-cache",
    };

    /// <param name="path">Below wwwroot, e.g. <c>css/site.css</c>.</param>
    public string Url(string path) => _urls.GetOrAdd(path, name =>
    {
        var file = environment.WebRootFileProvider.GetFileInfo(name);
        if (!file.Exists)
            throw new FileNotFoundException($"wwwroot has no '{name}'.");
        using var content = file.CreateReadStream();
        return $"/{name}?v={Convert.ToHexStringLower(SHA256.HashData(content))[..12]}";
    });
}
