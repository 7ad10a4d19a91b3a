using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Voting.Server.Http;

/// <summary>The description of the API at <c>/openapi/v1.json</c>: what its routes take, answer and refuse.</summary>
public static class ApiDescription
{
    public static IServiceCollection AddApiDescription(this IServiceCollection services) => services.AddOpenApi(openApi => openApi
        .AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Voting";
            document.Info.Description =
                "Errors are problems (RFC 9457) with a stable `code`; each route lists the codes of its own refusals. "
                + "Boards are pushed over the hub `/hubs/leaderboard` (JSON protocol): `Watch(slug)` returns one, then come `Changed` and `Snapshot`.";
            return Task.CompletedTask;
        })
        .AddOperationTransformer(NameCodes)
        .AddSchemaTransformer(Describe));

    /// <summary>The problem codes with which a route, or every route of a group, may refuse.</summary>
    public static TBuilder Refuses<TBuilder>(this TBuilder routes, params string[] codes)
        where TBuilder : IEndpointConventionBuilder
    {
        foreach (var status in codes.Select(Problems.StatusOf).Distinct())
            routes.ProducesProblem(status);
        return routes.WithMetadata(new Refusals(codes));
    }

    private static Task NameCodes(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        var codes = context.Description.ActionDescriptor.EndpointMetadata.OfType<Refusals>().SelectMany(refusals => refusals.Codes);
        foreach (var sameStatus in codes.GroupBy(Problems.StatusOf))
            operation.Responses![$"{sameStatus.Key}"].Description = string.Join(", ", sameStatus);
        return Task.CompletedTask;
    }

    /// <summary>What the types alone do not tell: how times are written, that null is absent, and the code of a problem.</summary>
    private static Task Describe(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellation)
    {
        var type = context.JsonTypeInfo.Type;
        if (type == typeof(DateTimeOffset) || type == typeof(DateTimeOffset?))
            schema.Type = JsonSchemaType.String;
        if (type == typeof(ProblemDetails))
            schema.Properties!["code"] = new OpenApiSchema { Type = JsonSchemaType.String };
        foreach (var property in context.JsonTypeInfo.Properties)
            if (property.IsGetNullable || Nullable.GetUnderlyingType(property.PropertyType) is not null)
                schema.Required?.Remove(property.Name);
        return Task.CompletedTask;
    }

    private sealed record Refusals(string[] Codes);
}
