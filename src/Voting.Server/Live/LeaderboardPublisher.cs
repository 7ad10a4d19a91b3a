using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;
using Voting.Server.Contests;
using Voting.Server.Ranking;

namespace Voting.Server.Live;

/// <summary>
/// Looks at every watched board once in a push interval and sends what moved: however many ballots came in, one message.
/// </summary>
public sealed class LeaderboardPublisher(
    ContestDirectory contests, TallyBoard tallies, LiveBoards live, IHubContext<LeaderboardHub, ILeaderboardClient> hub,
    IOptions<LiveOptions> options, TimeProvider clock, ILogger<LeaderboardPublisher> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.PushInterval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var slug in live.Slugs)
            {
                try
                {
                    await PublishAsync(slug);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    log.LogError(e, "The board of {Contest} could not be pushed", slug);
                }
            }
        }
    }

    private async Task PublishAsync(string slug)
    {
        if (contests.Find(slug) is not { } contest)
            return;
        var board = (await tallies.ReadAsync(contest)).Board;
        var before = live.LastSent(slug);
        if (before.ETag == board.ETag)
            return;
        live.Send(slug, board);

        var watchers = hub.Clients.Group(slug);
        var sending = IsStep(before, board)
            ? watchers.Changed(new LeaderboardChange(
                slug, board.Epoch, board.Version, before.Version, board.AsOf, ChangedRows(before, board)))
            : watchers.Snapshot(board);
        // Sending ends when the slowest watcher has taken it; the others do not wait. Who takes nothing for Live:SendTimeout is
        // let go, so that little piles up.
        _ = ObserveAsync(slug, sending);
    }

    private async Task ObserveAsync(string slug, Task sending)
    {
        try
        {
            await sending;
        }
        catch (Exception e)
        {
            log.LogDebug(e, "A watcher of {Contest} did not get the board", slug);
        }
    }

    private static bool IsStep(Leaderboard before, Leaderboard board) =>
        (before.Epoch, before.Phase, before.Visibility, before.Frozen, before.Ceremony)
            == (board.Epoch, board.Phase, board.Visibility, board.Frozen, board.Ceremony)
        && before.Groups.Select(group => group.Rows.Count).SequenceEqual(board.Groups.Select(group => group.Rows.Count));

    private static List<LeaderboardRow> ChangedRows(Leaderboard before, Leaderboard board)
    {
        var known = before.Groups.SelectMany(group => group.Rows).ToHashSet();
        return [.. board.Groups.SelectMany(group => group.Rows).Where(row => !known.Contains(row))];
    }
}

/// <summary>Section <c>Live</c>.</summary>
public sealed class LiveOptions
{
    /// <summary>How often boards are pushed at most; 250 ms to 10 s.</summary>
    public TimeSpan PushInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Connections one address (IPv4) or network (IPv6 /64) may hold at a server, and open in a minute.</summary>
    public int MaxPerAddress { get; set; } = 10000;

    /// <summary>How long a watcher may take nothing of what is being sent to it.</summary>
    public TimeSpan SendTimeout { get; set; } = TimeSpan.FromSeconds(10);
}
