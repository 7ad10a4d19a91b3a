using System.Net;
using Voting.Server.Voters;

namespace Voting.Server.Pages;

/// <summary>Messages of the demo that were kept instead of sent. The page is there in a demo only, and only for this machine.</summary>
public static class OutboxPages
{
    public static void MapOutboxPage(this IEndpointRouteBuilder app)
    {
        if (app.ServiceProvider.GetRequiredService<ISmsGateway>() is SmsOutbox)
            app.MapGet("/demo/outbox", GetOutbox).ExcludeFromDescription();
    }

    public static IResult GetOutbox(HttpContext http, SmsOutbox outbox) =>
        http.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address) && !http.Request.Headers.ContainsKey("X-Forwarded-For")
            ? Page.Of<OutboxPage>(http, new { outbox.Messages })
            : Page.Error(http, "not-found");
}
