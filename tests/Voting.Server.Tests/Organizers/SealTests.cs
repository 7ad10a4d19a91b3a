using System.Net;
using System.Security.Cryptography;
using Dapper;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Organizers;

/// <summary>The result is sealed when it is published, and the contest's key destroyed when it is archived.</summary>
public sealed class SealTests(VotingApp app) : IClassFixture<VotingApp>
{
    [Fact]
    public async Task The_published_result_is_the_boards_and_the_seal_leaf_holds_its_hash()
    {
        var contest = await app.OpenContestAsync();
        for (var i = 0; i < 3; i++)
            (await contest.NewVoter().CastAsync(1, 2 + i % 2)).Is(HttpStatusCode.Created);
        var url = $"/log/{contest.Slug}/result.json";
        (await contest.GetAsync(url)).Is(HttpStatusCode.NotFound, "result-not-published");
        await contest.MoveThroughAsync("reviewing", "published");

        var result = (await contest.GetAsync(url)).Is(HttpStatusCode.OK);
        var check = await contest.CheckLedgerAsync();
        var seal = check.Single("seal").Json;
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(result.Bytes)), seal.GetProperty("result").GetString());
        Assert.Equal(check.LogSize - 2, result["size"].GetInt64());
        Assert.Equal(contest.Slug, result["contest"].GetString());
        var board = await contest.LeaderboardAsync();
        foreach (var (published, shown) in result["groups"].EnumerateArray().Zip(board["groups"].EnumerateArray()))
        {
            Assert.Equal(shown.GetProperty("code").GetString(), published.GetProperty("code").GetString());
            Assert.Equal(
                shown.GetProperty("rows").EnumerateArray().Select(row => (row.GetProperty("rank").GetInt32(), row.GetProperty("number").GetInt32(), row.GetProperty("votes").GetInt64())),
                published.GetProperty("rows").EnumerateArray().Select(row => (row.GetProperty("rank").GetInt32(), row.GetProperty("number").GetInt32(), row.GetProperty("votes").GetInt64())));
        }

        Assert.StartsWith("""{"rank":1,"number":1,"votes":3,"publicScore":"100.0000","expertScore":null,"score":"80.0000","tieStep":null}""",
            result["groups"][0].GetProperty("rows")[0].GetRawText());
    }

    [Fact]
    public async Task Archiving_destroys_the_key_says_so_in_the_log_and_the_server_starts_without_it()
    {
        await using var own = await VotingApp.StartAsync();
        var contest = await own.OpenContestAsync();
        var voter = contest.NewVoter();
        var key = Voter.NewKey();
        (await voter.CastAsync([1], key)).Is(HttpStatusCode.Created);
        var file = Path.Combine(own.Directory, "keys", $"contest-{contest.Slug}.key");
        await contest.MoveThroughAsync("reviewing", "published");
        var secret = await File.ReadAllBytesAsync(file);

        await contest.MoveThroughAsync("archived");

        Assert.False(File.Exists(file));
        (await voter.CastAsync([1], key)).Is(HttpStatusCode.Conflict, "voting-closed");
        (await contest.GetAsync($"/api/contests/{contest.Slug}/voter")).Is(HttpStatusCode.OK);
        Assert.Equal(1, (await contest.CheckLedgerAsync()).Leaves.Single(leaf => leaf.Json.TryGetProperty("keydestroyed", out _)).Json.GetProperty("keydestroyed").GetInt32());

        // As if the server had died before the file was gone.
        await File.WriteAllBytesAsync(file, secret);
        await own.RestartAsync();
        Assert.False(File.Exists(file));
        await using var database = own.OpenDatabase();
        Assert.Equal(1, await database.ExecuteScalarAsync<long>("SELECT count(*) FROM key_commitments WHERE destroyed = 1"));
    }
}
