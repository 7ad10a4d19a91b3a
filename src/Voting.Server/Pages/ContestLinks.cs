using Voting.Server.Contests;

namespace Voting.Server.Pages;

/// <summary>The pages of a contest, in the order header and footer name them.</summary>
public static class ContestLinks
{
    /// <returns>Address and text key.</returns>
    public static IEnumerable<(string Address, string Text)> Of(Contest contest) =>
    [
        ($"/c/{contest.Slug}", "layout.entries"),
        ($"/c/{contest.Slug}/board", "layout.board"),
        ($"/c/{contest.Slug}/rules", "layout.rules"),
        ($"/c/{contest.Slug}/results", "layout.results"),
        ($"/c/{contest.Slug}/verify", "layout.verify"),
    ];
}
