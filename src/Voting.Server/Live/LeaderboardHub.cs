using Microsoft.AspNetCore.SignalR;
using Voting.Server.Contests;
using Voting.Server.Ranking;

namespace Voting.Server.Live;

/// <summary>What the server sends to watching boards.</summary>
public interface ILeaderboardClient
{
    /// <summary>The rows that differ from <see cref="LeaderboardChange.PreviousVersion"/>.</summary>
    Task Changed(LeaderboardChange change);

    /// <summary>Everything anew: another phase, visibility or epoch, or other entries.</summary>
    Task Snapshot(Leaderboard board);
}

/// <summary>A step between two versions. A client that does not stand at the previous one asks for the snapshot again.</summary>
public sealed record LeaderboardChange(
    string Contest, int Epoch, long Version, long PreviousVersion, DateTimeOffset AsOf, IReadOnlyList<LeaderboardRow> Rows);

/// <summary>Live boards. Clients only watch; there is nothing else to call.</summary>
public sealed class LeaderboardHub(ContestDirectory contests, TallyBoard tallies, LiveBoards live) : Hub<ILeaderboardClient>
{
    public const string Path = "/hubs/leaderboard";

    /// <summary>Joins the watchers of a contest and returns the board that the next change is a step from.</summary>
    /// <exception cref="HubException">There is no such contest.</exception>
    public async Task<Leaderboard> Watch(string slug)
    {
        var contest = contests.FindListed(slug) ?? throw new HubException("contest-not-found");
        // First join, then read: a change that goes out in between is one the client already has.
        await Groups.AddToGroupAsync(Context.ConnectionId, slug);
        return live.Join(slug, (await tallies.ReadAsync(contest)).Board);
    }
}
