using System.Net;
using Voting.Rules.Contests;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Ballots;

/// <summary>What is the same after the server was stopped and started, on every backend.</summary>
public abstract class RestartContract(Backend backend) : IAsyncLifetime
{
    protected VotingApp App { get; private set; } = null!;

    public async Task InitializeAsync() => App = await VotingApp.StartAsync(backend);

    public async Task DisposeAsync()
    {
        if (App is not null)
            await App.DisposeAsync();
    }

    [SkippableFact]
    public async Task After_a_restart_a_repeat_gets_the_same_bytes_with_and_without_its_cookie()
    {
        var contest = await App.OpenContestAsync();
        var key = Voter.NewKey();
        var voter = contest.NewVoter();
        var first = (await voter.CastAsync([1, 2], key)).Is(HttpStatusCode.Created);
        var known = contest.NewVoter();
        await known.StandingAsync();
        var second = (await known.CastAsync([3], "short-key")).Is(HttpStatusCode.Created);

        await App.RestartAsync();

        Assert.Equal(first.Bytes, (await Again(contest, voter).CastAsync([1, 2], key)).Bytes);
        Assert.Equal(first.Bytes, (await contest.NewVoter().CastAsync([1, 2], key)).Bytes);
        Assert.Equal(second.Bytes, (await Again(contest, known).CastAsync([3], "short-key")).Bytes);
        (await Again(contest, known).CastAsync([4], "short-key")).Is(HttpStatusCode.UnprocessableEntity, "idempotency-mismatch");
        Assert.Equal(2, (await contest.CheckLedgerAsync()).Ballots.Count);
    }

    [SkippableFact]
    public async Task After_a_restart_counts_standing_and_version_are_what_they_were()
    {
        var contest = await App.OpenContestAsync(new Draft { Ballot = new(BallotPolicy.Day, 4, 1, 1, 4) });
        var voter = contest.NewVoter();
        await voter.CastAsync(1, 2, 3);
        for (var i = 0; i < 20; i++)
            await contest.NewVoter().CastAsync(1 + i % 10);
        var (board, standing) = (await contest.LeaderboardAsync(), await voter.StandingAsync());
        var checkpoint = await contest.GetAsync($"/log/{contest.Slug}/checkpoint");
        var votes = await contest.VotesAsync();

        await App.RestartAsync();

        contest = Again(contest);
        var after = await contest.LeaderboardAsync();
        Assert.Equal(votes, await contest.VotesAsync());
        Assert.Equal(board["version"].GetInt64(), after["version"].GetInt64());
        Assert.Equal(board.Headers.ETag, after.Headers.ETag);
        Assert.Equal(standing.Bytes, (await Again(contest, voter).StandingAsync()).Bytes);
        Assert.Equal(checkpoint.Bytes, (await contest.GetAsync($"/log/{contest.Slug}/checkpoint")).Bytes);
        (await Again(contest, voter).CastAsync(4, 5)).Is(HttpStatusCode.Conflict, "quota-exhausted");
        (await Again(contest, voter).CastAsync(4)).Is(HttpStatusCode.Created);
        await contest.CheckLedgerAsync();
    }

    [SkippableFact]
    public async Task A_contest_whose_time_ran_out_while_the_server_was_down_closes_at_its_start()
    {
        var contest = await App.OpenContestAsync();
        await contest.NewVoter().CastAsync(1);

        App.Clock.Now = contest.ClosesAt;
        await App.RestartAsync();

        contest = Again(contest);
        (await contest.NewVoter().CastAsync(2)).Is(HttpStatusCode.Conflict, "voting-closed");
        await contest.WaitForPhaseAsync("reviewing");
        Assert.Equal(1, (await contest.CheckLedgerAsync()).Single("close").Json.GetProperty("n").GetInt64());
    }

    [SkippableFact]
    public async Task Sequence_numbers_and_times_go_on_where_they_were_even_when_the_clock_was_set_back()
    {
        var contest = await App.OpenContestAsync();
        App.Clock.Advance(TimeSpan.FromHours(2));
        var voter = contest.NewVoter();
        var before = await voter.CastAsync(1);
        await App.RestartAsync();
        App.Clock.Advance(TimeSpan.FromHours(-1));

        var after = (await Again(contest, voter).CastAsync(2)).Is(HttpStatusCode.Created);

        Assert.Equal(before["acceptedAt"].GetString(), after["acceptedAt"].GetString());
        Assert.Equal([1, 2], (await contest.CheckLedgerAsync()).Ballots.Select(ballot => ballot.Seq));
    }

    [SkippableFact]
    public async Task A_database_beside_other_keys_does_not_start()
    {
        await App.OpenContestAsync();
        var keys = Path.Combine(App.Directory, "keys");
        var moved = Path.Combine(App.Directory, "elsewhere");
        Directory.Move(keys, moved);

        var refusal = await Assert.ThrowsAnyAsync<Exception>(App.RestartAsync);
        Assert.Contains("Keys:Directory", refusal.ToString());

        Directory.Delete(keys, recursive: true);
        Directory.Move(moved, keys);
        await App.RestartAsync();
    }

    private ContestUnderTest Again(ContestUnderTest contest) => new(App, contest.Draft);

    private Voter Again(ContestUnderTest contest, Voter voter)
    {
        var again = new Voter(App, contest, address: null);
        foreach (var (name, value) in voter.Jar.Cookies)
            again.Jar.Cookies[name] = value;
        return again;
    }
}

public sealed class EmbeddedRestartTests() : RestartContract(Backend.Embedded)
{
    [Fact]
    public async Task A_second_server_does_not_start_on_a_data_directory_that_is_in_use()
    {
        var refusal = await Assert.ThrowsAnyAsync<Exception>(() => VotingApp.StartAsync(("Storage:DataDirectory", App.Directory)));

        Assert.Contains("Storage:DataDirectory", refusal.ToString());
        await App.RestartAsync();
    }
}

public sealed class ServerRestartTests() : RestartContract(Backend.Server);

public sealed class ClusterRestartTests() : RestartContract(Backend.Cluster);
