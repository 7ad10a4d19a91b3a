using Voting.Rules.Contests;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Voters;

/// <summary>Ten thousand ballots of one voter at once, each with a key of its own: the quota and not one more.</summary>
public abstract class FrictionRaceContract(Backend backend)
{
    private const int AtOnce = 64;
    private const int Quota = 7;

    [SkippableTheory]
    [InlineData("off", 10_000)]
    [InlineData("adaptive", 2_500)]
    public async Task Exactly_the_quota_is_admitted(string mode, int ballots)
    {
        await using var app = await VotingApp.StartAsync(backend, ("Voters:Challenge:Mode", mode), ("Voters:Challenge:ContestBallotsPerSecond", "100"));
        var contest = await app.OpenContestAsync(new Draft { Ballot = new(BallotPolicy.Day, Quota, 1, 1, 1) });
        var voter = contest.NewVoter();
        await voter.StandingAsync();
        var ends = new System.Collections.Concurrent.ConcurrentDictionary<string, int>();

        await Parallel.ForEachAsync(
            Enumerable.Range(0, ballots), new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (i, _) => ends.AddOrUpdate((await voter.CastAsync(1 + i % 10)).Code ?? "recorded", 1, (_, count) => count + 1));

        Assert.Equal(Quota, ends["recorded"]);
        Assert.Empty(ends.Keys.Except(["recorded", "quota-exhausted", "already-voted", "challenge-required"]));
        Assert.Equal(mode != "off", ends.ContainsKey("challenge-required"));
        Assert.Equal(Quota, (await contest.CheckLedgerAsync()).Ballots.Count);
    }
}

/// <summary>So many calls at once that nothing else in this process would be answered in time.</summary>
[CollectionDefinition(nameof(Storm), DisableParallelization = true)]
public sealed class Storm;

[Collection(nameof(Storm))]
public sealed class EmbeddedFrictionRaceTests() : FrictionRaceContract(Backend.Embedded);

[Collection(nameof(Storm))]
public sealed class ServerFrictionRaceTests() : FrictionRaceContract(Backend.Server);
