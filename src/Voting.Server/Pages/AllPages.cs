using Voting.Server.Entries;

namespace Voting.Server.Pages;

/// <summary>Everything that a person looks at.</summary>
public static class AllPages
{
    public static void MapPages(this IEndpointRouteBuilder app)
    {
        app.MapVoterPages();
        app.MapBoardPages();
        app.MapInvitationPages();
        app.MapPanelPages();
        app.MapOrganizerPages();
        app.MapErrorPages();
    }
}
