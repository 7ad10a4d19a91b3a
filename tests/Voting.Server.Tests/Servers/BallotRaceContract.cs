using System.Net;
using Voting.Rules.Contests;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Servers;

/// <summary>Ballots that reach two servers in the same moment.</summary>
public abstract class BallotRaceContract(TwoServers servers)
{
    private const int Connections = 40;

    [SkippableFact]
    public async Task Of_forty_ballots_for_the_last_unit_one_gets_it()
    {
        var (contest, _) = await servers.OpenAsync(new Draft { Ballot = new(BallotPolicy.WholeContest, 3, 1, 1, 2) });
        var voter = await servers.VoterOnBothAsync(contest);
        (await voter[1].CastUntilHeardAsync(1, 2)).Is(HttpStatusCode.Created);

        var answers = await RaceAsync(i => voter[i % 2].CastUntilHeardAsync(3 + i % 8));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Created);
        Assert.Equal(Connections - 1, answers.Count(answer => answer.Code is "quota-exhausted" or "already-voted"));
        Assert.Equal(2, (await contest.CheckLedgerAsync()).Ballots.Count);
    }

    [SkippableFact]
    public async Task The_same_key_in_flight_on_both_is_one_ballot_with_one_answer()
    {
        var (contest, _) = await servers.OpenAsync();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(async () =>
        {
            var voter = await servers.VoterOnBothAsync(contest);
            var key = Voter.NewKey();
            var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => voter[i % 2].CastUntilHeardAsync([2, 5], key)));
            Assert.All(answers, answer => Assert.Equal(answers[0].Is(HttpStatusCode.Created).Text, answer.Text));
        })));

        Assert.Equal(20, (await contest.CheckLedgerAsync()).Ballots.Count);
    }

    [SkippableFact]
    public async Task Different_ballots_under_the_same_key_are_one_ballot_and_mismatches()
    {
        var (contest, onB) = await servers.OpenAsync();
        var key = Voter.NewKey();

        var answers = await RaceAsync(i => (i % 2 == 0 ? contest : onB).NewVoter().CastUntilHeardAsync([1 + i % 4], key));

        var chosen = Assert.Single((await contest.CheckLedgerAsync()).Ballots).Numbers;
        foreach (var (i, answer) in answers.Index())
        {
            if (1 + i % 4 == chosen[0])
                answer.Is(HttpStatusCode.Created);
            else
                answer.Is(HttpStatusCode.UnprocessableEntity, "idempotency-mismatch");
        }
    }

    private static Task<Answer[]> RaceAsync(Func<int, Task<Answer>> cast) =>
        Task.WhenAll(Enumerable.Range(0, Connections).Select(i => Task.Run(() => cast(i))));
}

public sealed class ServerBallotRaceTests(TwoOnRedis servers) : BallotRaceContract(servers), IClassFixture<TwoOnRedis>;

public sealed class ClusterBallotRaceTests(TwoOnCluster servers) : BallotRaceContract(servers), IClassFixture<TwoOnCluster>;
