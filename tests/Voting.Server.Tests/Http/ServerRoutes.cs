using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Http;

/// <summary>Every route that the server has, from the server itself, as <c>METHOD /pattern</c>.</summary>
internal static class ServerRoutes
{
    public static IEnumerable<string> Of(VotingApp app) => (
        from endpoint in app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        let pattern = "/" + endpoint.RoutePattern.RawText!.Trim('/')
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
        select $"{method} {pattern}").Distinct();

    public static (string Method, string Pattern) Split(string route) => (route[..route.IndexOf(' ')], route[(route.IndexOf(' ') + 1)..]);

    public static string AddressOf(string pattern, string slug) => string.Join('/', pattern.Split('/').Select(segment =>
        segment == "{slug}" ? slug : Regex.Replace(segment, @"\{.*\}", "1")));
}
