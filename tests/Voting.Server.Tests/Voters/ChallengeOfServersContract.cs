using System.Net;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Voters;

/// <summary>Two servers: a challenge of one is solved at the other, and used once on both.</summary>
public abstract class ChallengeOfServersContract(Backend backend) : IAsyncLifetime
{
    private VotingApp _a = null!;
    private ContestUnderTest _onA = null!;
    private ContestUnderTest _onB = null!;

    public async Task InitializeAsync()
    {
        _a = await VotingApp.StartAsync(backend, ("Voters:Challenge:Mode", "always"), ("Voters:Challenge:Cost", "10"));
        var b = await _a.StartSecondAsync();
        _onA = await _a.OpenContestAsync();
        _onB = new ContestUnderTest(b, _onA.Draft);
        await _onB.KnownOpenAsync();
    }

    public async Task DisposeAsync()
    {
        if (_a is not null)
            await _a.DisposeAsync();
    }

    [SkippableFact]
    public async Task A_challenge_of_one_server_is_used_at_the_other_and_a_restart_of_both_remembers_it()
    {
        var (voter, again) = await OneVoterOnBothAsync();
        var key = Voter.NewKey();
        var solution = Solver.Solve(Solver.ChallengeOf(await voter.CastAsync([1], key)));
        var first = (await again.CastAsync([1], key, solution)).Is(HttpStatusCode.Created);

        Assert.Equal(first.Bytes, (await voter.CastAsync([1], key, solution)).Bytes);
        Solver.ChallengeOf(await voter.CastAsync([2], Voter.NewKey(), solution));
        await _a.RestartAsync();
        var later = new ContestUnderTest(_a, _onA.Draft).NewVoter();
        Take(voter, later);
        Solver.ChallengeOf(await later.CastAsync([2], Voter.NewKey(), solution));
        Assert.Single((await _onA.CheckLedgerAsync()).Ballots);
    }

    [SkippableFact]
    public async Task Of_ballots_racing_over_both_with_one_solution_one_is_taken()
    {
        var (voter, again) = await OneVoterOnBothAsync();
        var solution = Solver.Solve(Solver.ChallengeOf(await voter.CastAsync([1], Voter.NewKey())));

        var answers = await Task.WhenAll(Enumerable.Range(1, 10).Select(
            i => Task.Run(() => (i % 2 == 0 ? voter : again).CastAsync([i], Voter.NewKey(), solution))));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Created);
        Assert.Equal(9, answers.Count(answer => answer.Code == "challenge-required"));
    }

    private async Task<(Voter OnA, Voter OnB)> OneVoterOnBothAsync()
    {
        var (voter, again) = (_onA.NewVoter(), _onB.NewVoter());
        await voter.StandingAsync();
        Take(voter, again);
        return (voter, again);
    }

    private static void Take(Voter from, Voter to)
    {
        foreach (var (name, value) in from.Jar.Cookies)
            to.Jar.Cookies[name] = value;
    }
}

public sealed class ServerChallengeOfServersTests() : ChallengeOfServersContract(Backend.Server);

public sealed class ClusterChallengeOfServersTests() : ChallengeOfServersContract(Backend.Cluster);
