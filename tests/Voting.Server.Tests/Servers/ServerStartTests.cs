using System.Net;
using Dapper;
using Voting.Server.Demo;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Servers;

/// <summary>What servers need to start beside each other, and what stops them.</summary>
public sealed class ServerStartTests
{
    [SkippableFact]
    public async Task A_server_with_a_key_folder_of_its_own_does_not_start_beside_another()
    {
        await using var app = await VotingApp.StartAsync(Backend.Server);
        var contest = await app.OpenContestAsync();
        using var stranger = new Folder();
        // With the contests' keys there, only log and device keys are others: those are made where there are none.
        var key = $"contest-{contest.Slug}.key";
        File.Copy(Path.Combine(app.Directory, "keys", key), Path.Combine(stranger.Path, key));

        var refusal = await Assert.ThrowsAnyAsync<Exception>(() => StartAndStopAsync(app.Stores, ("Keys:Directory", stranger.Path)));

        Assert.Contains("is not the key this database was written with", refusal.ToString());
        Assert.Contains("Keys:Directory", refusal.ToString());
        (await contest.NewVoter().CastAsync(1)).Is(HttpStatusCode.Created);
    }

    [SkippableFact]
    public async Task A_server_that_lacks_one_contests_key_does_not_start_and_names_it()
    {
        await using var app = await VotingApp.StartAsync(Backend.Server);
        var contest = await app.OpenContestAsync();
        using var copy = new Folder();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(app.Directory, "keys")).Where(file => !file.Contains(contest.Slug, StringComparison.Ordinal)))
            File.Copy(file, Path.Combine(copy.Path, Path.GetFileName(file)));

        var refusal = await Assert.ThrowsAnyAsync<Exception>(() => StartAndStopAsync(app.Stores, ("Keys:Directory", copy.Path)));

        Assert.Contains($"contest-{contest.Slug}.key", refusal.ToString());
        Assert.Contains("Keys:Directory", refusal.ToString());
    }

    [Theory]
    [InlineData("localhost:6379,noSuchSetting=1,password=hunter2")]
    [InlineData("localhost:6379,connectTimeout=soon,password=hunter2")]
    [InlineData("password=hunter2")]
    public async Task A_Redis_connection_string_that_can_not_be_read_is_named_and_not_quoted(string value)
    {
        var refusal = await Assert.ThrowsAnyAsync<Exception>(async () => await (await VotingApp.StartAsync(
            ("ConnectionStrings:Postgres", "Host=127.0.0.1;Username=voting;Database=voting"), ("ConnectionStrings:Redis", value))).DisposeAsync());
        Assert.Contains("ConnectionStrings:Redis can not be read", refusal.ToString());
        Assert.DoesNotContain("hunter2", refusal.ToString());
    }

    [SkippableFact]
    public async Task Two_servers_that_start_at_once_on_nothing_make_one_demo_and_one_account()
    {
        RealEngines.Require();
        using var keys = new Folder();
        var stores = await Stores.NewAsync(Backend.Server, keys.Path);
        (string, string)[] settings = [("Keys:Directory", keys.Path), ("Demo:Enabled", "true")];

        var both = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => VotingApp.StartOnAsync(stores, settings))));

        try
        {
            await using var database = stores.OpenDatabase();
            Assert.Equal([DemoContest.Slug], await database.QueryAsync<string>("SELECT slug FROM contests"));
            Assert.Equal(["organizer"], await database.QueryAsync<string>("SELECT name FROM accounts"));
            Assert.Equal(154, await database.ExecuteScalarAsync<long>("SELECT count(*) FROM entries"));
            Assert.Equal(7, await database.ExecuteScalarAsync<long>("SELECT count(*) FROM experts"));
            var ledgers = new[] { await LedgerCheck.RunAsync(both[0], DemoContest.Slug), await LedgerCheck.RunAsync(both[1], DemoContest.Slug) };
            Assert.Equal(ledgers[0].Ballots.Count, ledgers[1].Ballots.Count);
            Assert.Single(ledgers[0].LeafTypes, type => type == "open");
            Assert.Equal(7, ledgers[0].LeafTypes.Count(type => type == "sheet"));
        }
        finally
        {
            foreach (var app in both)
                await app.DisposeAsync();
        }
    }

    private static async Task StartAndStopAsync(Stores stores, params (string, string)[] settings) =>
        await (await VotingApp.StartOnAsync(stores, settings)).DisposeAsync();

    private sealed class Folder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("voting-test-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
