namespace Voting.Server.Pages;

/// <summary>Where experts arrive without their link: what to look for, and whom to ask.</summary>
public static class PanelPages
{
    public static void MapPanelPages(this IEndpointRouteBuilder app) =>
        app.MapGet("/panel", (HttpContext http) => Page.Of<PanelPage>(http, new { })).ExcludeFromDescription();
}
