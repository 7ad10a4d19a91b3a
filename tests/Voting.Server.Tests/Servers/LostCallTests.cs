using System.Diagnostics;
using System.Net;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Servers;

/// <summary>Calls to Redis of which one of the two sides never hears.</summary>
public sealed class LostCallTests : IAsyncLifetime
{
    private Relay? _relay;
    private VotingApp? _app;

    private Relay Relay => _relay!;

    public async Task InitializeAsync()
    {
        if (!Voting.Engines.EnginePrograms.AreInstalled)
            return;
        var redis = await RealEngines.RedisAsync();
        _relay = new Relay(redis.Port);
        _app = await VotingApp.StartOnAsync(new RelayedStores(await Stores.NewAsync(Backend.Server, ""), redis.Port, _relay));
    }

    public async Task DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
        if (_relay is not null)
            await _relay.DisposeAsync();
    }

    [SkippableFact]
    public async Task A_ballot_that_was_admitted_without_an_answer_is_recorded_once_whoever_repeats_it()
    {
        var (contest, voter) = await OpenAsync();
        var key = Voter.NewKey();
        var lost = Relay.LoseAnswerOf(call => IsCast(call, contest));

        (await voter.CastAsync([1, 2], key)).Is(HttpStatusCode.ServiceUnavailable, "busy");
        await lost.WaitAsync(TimeSpan.FromSeconds(5));

        var repeat = (await voter.CastUntilHeardAsync([1, 2], key)).Is(HttpStatusCode.Created);
        Assert.Equal(8, repeat["remaining"].GetInt32());
        Assert.Equal(repeat.Text, (await voter.CastUntilHeardAsync([1, 2], key)).Text);
        Assert.Equal(1, Assert.Single((await contest.CheckLedgerAsync()).Ballots).Seq);
    }

    [SkippableFact]
    public async Task A_ballot_that_was_admitted_without_an_answer_is_recorded_though_nobody_repeats_it()
    {
        var (contest, voter) = await OpenAsync();
        var lost = Relay.LoseAnswerOf(call => IsCast(call, contest));

        (await voter.CastAsync(1, 2)).Is(HttpStatusCode.ServiceUnavailable, "busy");
        await lost.WaitAsync(TimeSpan.FromSeconds(5));

        await ShownAsync(contest, 1, TimeSpan.FromSeconds(8));
        Assert.Single((await contest.CheckLedgerAsync()).Ballots);
    }

    [SkippableFact]
    public async Task A_ballot_that_never_reached_Redis_is_cast_by_its_repeat()
    {
        var (contest, voter) = await OpenAsync();
        var key = Voter.NewKey();
        var lost = Relay.LoseCall(call => IsCast(call, contest));

        (await voter.CastAsync([1, 2], key)).Is(HttpStatusCode.ServiceUnavailable, "busy");
        await lost.WaitAsync(TimeSpan.FromSeconds(5));

        (await voter.CastUntilHeardAsync([1, 2], key)).Is(HttpStatusCode.Created);
        Assert.Single((await contest.CheckLedgerAsync()).Ballots);
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_settling_that_is_lost_or_done_unheard_leaves_the_ballot_on_the_board_once(bool isDone)
    {
        var (contest, voter) = await OpenAsync();
        var key = Voter.NewKey();
        var lost = isDone ? Relay.LoseAnswerOf(call => IsSettling(call, contest)) : Relay.LoseCall(call => IsSettling(call, contest));

        var first = (await voter.CastAsync([1, 2], key)).Is(HttpStatusCode.Created);
        await lost.WaitAsync(TimeSpan.FromSeconds(5));

        Assert.Equal(first.Text, (await voter.CastUntilHeardAsync([1, 2], key)).Text);
        (await voter.CastUntilHeardAsync(3)).Is(HttpStatusCode.Created);
        await ShownAsync(contest, 1, TimeSpan.FromSeconds(8));
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        Assert.Equal(2, (await contest.CheckLedgerAsync()).Ballots.Count);
    }

    /// <summary>The only call that names the filter of older keys.</summary>
    private static bool IsCast(string call, ContestUnderTest contest) =>
        call.Contains($"k:{{{contest.Slug}:0}}", StringComparison.Ordinal) && call.Contains("EVALSHA", StringComparison.Ordinal);

    /// <summary>The only call that names both intents and tally.</summary>
    private static bool IsSettling(string call, ContestUnderTest contest) =>
        call.Contains($"s:{{{contest.Slug}:0}}\r\n", StringComparison.Ordinal) && call.Contains($"t:{{{contest.Slug}:0}}", StringComparison.Ordinal)
        && !call.Contains($"k:{{{contest.Slug}:0}}", StringComparison.Ordinal);

    private async Task<(ContestUnderTest Contest, Voter Voter)> OpenAsync()
    {
        RealEngines.Require();
        var app = _app!;
        await app.ReadyAsync();
        var contest = await app.OpenContestAsync();
        var voter = contest.NewVoter();
        await voter.StandingAsync();
        return (contest, voter);
    }

    private static async Task ShownAsync(ContestUnderTest contest, int entry, TimeSpan longest)
    {
        var began = Stopwatch.GetTimestamp();
        while ((await contest.VotesAsync()).GetValueOrDefault(entry) == 0)
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < longest, "The ballot does not come to the board.");
            await Task.Delay(50);
        }
    }
}
