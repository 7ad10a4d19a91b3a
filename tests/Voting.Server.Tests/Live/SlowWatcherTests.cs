using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Voting.Server.Contests;
using Voting.Server.Live;
using Voting.Server.Ranking;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Live;

public sealed class SlowWatcherTests(VotingApp app) : IClassFixture<VotingApp>
{
    [Fact]
    public async Task A_watcher_that_takes_nothing_holds_nobody_else_up()
    {
        var contest = await app.OpenContestAsync();
        var (contests, tallies) = (app.Services.GetRequiredService<ContestDirectory>(), app.Services.GetRequiredService<TallyBoard>());
        var live = new LiveBoards();
        live.Join(contest.Slug, (await tallies.ReadAsync(contests.Find(contest.Slug)!)).Board);
        var watchers = new StuckWatchers();
        using var publisher = new LeaderboardPublisher(
            contests, tallies, live, watchers, Options.Create(new LiveOptions { PushInterval = TimeSpan.FromMilliseconds(250) }),
            app.Clock, NullLogger<LeaderboardPublisher>.Instance);
        await publisher.StartAsync(CancellationToken.None);

        for (var entry = 1; entry <= 3; entry++)
        {
            await contest.NewVoter().CastAsync(entry);
            var sent = await watchers.Sent.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(5));
            Assert.Contains(sent.Rows, row => row.Number == entry && row.Votes == 1);
        }

        await publisher.StopAsync(CancellationToken.None);
    }

    /// <summary>All watchers there are; no sending to them ever ends.</summary>
    private sealed class StuckWatchers
        : IHubContext<LeaderboardHub, ILeaderboardClient>, IHubClients<ILeaderboardClient>, ILeaderboardClient
    {
        public Channel<LeaderboardChange> Sent { get; } = Channel.CreateUnbounded<LeaderboardChange>();

        IHubClients<ILeaderboardClient> IHubContext<LeaderboardHub, ILeaderboardClient>.Clients => this;

        IGroupManager IHubContext<LeaderboardHub, ILeaderboardClient>.Groups => throw new NotSupportedException();

        public ILeaderboardClient All => this;

        public Task Changed(LeaderboardChange change)
        {
            Sent.Writer.TryWrite(change);
            return new TaskCompletionSource().Task;
        }

        public Task Snapshot(Leaderboard board) => new TaskCompletionSource().Task;

        public ILeaderboardClient AllExcept(IReadOnlyList<string> excludedConnectionIds) => this;

        public ILeaderboardClient Client(string connectionId) => this;

        public ILeaderboardClient Clients(IReadOnlyList<string> connectionIds) => this;

        public ILeaderboardClient Group(string groupName) => this;

        public ILeaderboardClient GroupExcept(string groupName, IReadOnlyList<string> excludedConnectionIds) => this;

        public ILeaderboardClient Groups(IReadOnlyList<string> groupNames) => this;

        public ILeaderboardClient User(string userId) => this;

        public ILeaderboardClient Users(IReadOnlyList<string> userIds) => this;
    }
}
