using System.Net;
using System.Text;
using Voting.Rules.Log;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Journeys;

/// <summary>One ballot and what can be seen of it, on every backend.</summary>
public abstract class OneVoteContract(VotingApp app)
{
    protected VotingApp App { get; } = app.OnItsEngines();

    [SkippableFact]
    public async Task A_ballot_is_answered_with_everything_the_contract_names()
    {
        var contest = await App.OpenContestAsync();

        var answer = (await contest.NewVoter().CastAsync(7, 3)).Is(HttpStatusCode.Created);

        Assert.Equal(
            ["ballotId", "acceptedAt", "entries", "remaining", "logIndex", "leaf", "leafHash", "receipt"],
            answer.Json.EnumerateObject().Select(member => member.Name));
        Assert.Equal([3, 7], answer["entries"].EnumerateArray().Select(entry => entry.GetInt32()));
        Assert.Equal(8, answer["remaining"].GetInt32());
        Assert.Equal("2023-11-06T02:00:00.000Z", answer["acceptedAt"].GetString());
        var leaf = Encoding.UTF8.GetBytes(answer["leaf"].GetString()!);
        Assert.Equal(Convert.ToBase64String(MerkleTree.LeafHash(leaf)), answer["leafHash"].GetString());
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
    }

    [SkippableFact]
    public async Task The_receipt_proves_the_ballot_under_the_published_key()
    {
        var contest = await App.OpenContestAsync();
        var answer = await contest.NewVoter().CastAsync(1);

        var vkey = (await contest.GetAsync($"/log/{contest.Slug}/vkey")).Text;
        var key = VerifierKey.TryParse(vkey.Split('\n')[0]);
        var receipt = TlogProof.TryParse(answer["receipt"].GetString()!);

        Assert.NotNull(key);
        Assert.NotNull(receipt);
        Assert.Equal(answer["logIndex"].GetInt64(), receipt.Index);
        var leaf = Encoding.UTF8.GetBytes(answer["leaf"].GetString()!);
        Assert.Equal(ProofVerdict.Valid, receipt.Verify(leaf, key));
        leaf[^3] ^= 1;
        Assert.Equal(ProofVerdict.NotIncluded, receipt.Verify(leaf, key));
    }

    [SkippableFact]
    public async Task The_leaderboard_shows_the_ballot_as_soon_as_it_is_answered()
    {
        var contest = await App.OpenContestAsync();
        var before = await contest.LeaderboardAsync();

        await contest.NewVoter().CastAsync(3, 4);

        var after = await contest.LeaderboardAsync();
        Assert.Equal(new Dictionary<int, long> { [3] = 1, [4] = 1 }, await contest.VotesAsync());
        Assert.True(after["version"].GetInt64() > before["version"].GetInt64());
        Assert.NotEqual(before.Headers.ETag, after.Headers.ETag);
        var village = after["groups"].EnumerateArray().First(group => group.GetProperty("code").GetString() == "village");
        Assert.Equal(3, village.GetProperty("rows")[0].GetProperty("number").GetInt32());
        Assert.Equal(100m, village.GetProperty("rows")[0].GetProperty("publicScore").GetDecimal());
        Assert.Equal(80m, village.GetProperty("rows")[0].GetProperty("score").GetDecimal());
    }

    [SkippableFact]
    public async Task A_leaderboard_that_the_caller_has_is_not_sent_again()
    {
        var contest = await App.OpenContestAsync();
        // A box that has taken a ballot is filled: its first filling begins an epoch, and with it another board.
        (await contest.NewVoter().CastAsync(1)).Is(HttpStatusCode.Created);
        var board = await contest.LeaderboardAsync();
        using var http = App.NewClient();
        http.DefaultRequestHeaders.IfNoneMatch.Add(board.Headers.ETag!);

        var url = $"/api/contests/{contest.Slug}/leaderboard";
        Assert.Equal(HttpStatusCode.NotModified, (await http.GetAsync(url)).StatusCode);
        await contest.NewVoter().CastAsync(1);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(url)).StatusCode);
    }

    [SkippableFact]
    public async Task The_voter_sees_what_is_left_and_what_was_voted_for()
    {
        var contest = await App.OpenContestAsync();
        var voter = contest.NewVoter();
        var fresh = await voter.StandingAsync();
        Assert.Equal("device", fresh["channel"].GetString());
        Assert.Equal(10, fresh["remaining"].GetInt32());
        Assert.Equal("2023-11-06T16:00:00.000Z", fresh["resetsAt"].GetString());

        await voter.CastAsync(2, 9);

        var standing = await voter.StandingAsync();
        Assert.Equal(8, standing["remaining"].GetInt32());
        Assert.Equal([2, 9], standing["votedEntries"].EnumerateArray().Select(entry => entry.GetInt32()));
        Assert.Equal(10, await contest.NewVoter().RemainingAsync());
    }

    [SkippableFact]
    public async Task The_log_proves_the_ballot_to_anybody_later()
    {
        var contest = await App.OpenContestAsync();
        var answer = await contest.NewVoter().CastAsync(5);
        for (var i = 0; i < 5; i++)
            await contest.NewVoter().CastAsync(6);

        var proof = TlogProof.TryParse(
            (await contest.GetAsync($"/log/{contest.Slug}/proof?index={answer["logIndex"].GetInt64()}")).Text)!;
        var key = VerifierKey.TryParse((await contest.GetAsync($"/log/{contest.Slug}/vkey")).Text.Split('\n')[0])!;

        Assert.Equal(ProofVerdict.Valid, proof.Verify(Encoding.UTF8.GetBytes(answer["leaf"].GetString()!), key));
        Assert.Equal(6, (await contest.CheckLedgerAsync()).Ballots.Count);
    }
}

public sealed class EmbeddedOneVoteTests(VotingApp app) : OneVoteContract(app), IClassFixture<VotingApp>;

public sealed class ServerOneVoteTests(ServerApp app) : OneVoteContract(app), IClassFixture<ServerApp>;

public sealed class ClusterOneVoteTests(ClusterApp app) : OneVoteContract(app), IClassFixture<ClusterApp>;
